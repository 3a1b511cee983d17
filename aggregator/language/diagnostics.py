"""What `check` says about a card, and how it is written down.

A finding names the thing, the rule and the fix, and points at the whole token:

    cards/billing/plan.graphql:5:7: error: Subscription has no field "staus" [unknown-field]
        5 |       staus @row(label: "Status")
          |       ^^^^^
          = did you mean "status"?
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregator.domain.severity import Severity

if TYPE_CHECKING:
    from aggregator.language.span import Span

TAB = 4
LONGEST_EXCERPT = 2000
"""Of a longer line only the part around the token is shown: a file may be one endless line."""

_AROUND = 200


@dataclass(frozen=True, slots=True)
class Replacement:
    """Text to put in place of a span; an empty span inserts."""

    span: "Span"
    text: str


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule yields: where, what, and what was probably meant. The rule adds its code.

    did_you_mean  each could stand in place of the span, as it is
    changes       what mends it, where that is more than the first of `did_you_mean`
    cause         an error in there explains this: then only the error is told
    covers        whatever else is found in there is a part of this: only this is told
    """

    span: "Span"
    message: str
    did_you_mean: tuple[str, ...] = ()
    hint: str | None = None
    changes: tuple[Replacement, ...] = ()
    cause: "Span | None" = None
    covers: "Span | None" = None

    def fix(self) -> "tuple[Edit, ...]":
        """Give the edits that mend it: none when nothing is suggested, or in another file too."""
        meant = [Replacement(self.span, word) for word in self.did_you_mean[:1]]
        changes = self.changes or meant
        if any(each.span.path != self.span.path for each in changes):
            return ()  # an edit is of the file that the finding is in
        return tuple(Edit(*each.span.ends(), each.text) for each in changes)


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """Why a file could not be read: the code of a rule, and what was found."""

    code: str
    found: Violation


class Edit(NamedTuple):
    """Characters of the file and what to write in their place. From 1, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    def as_json(self) -> Mapping[str, object]:
        return {
            "line": self.line,
            "column": self.column,
            "endLine": self.end_line,
            "endColumn": self.end_column,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `line` and columns from 1, `end_column` exclusive; `excerpt` is the line.

    `fix`: the edits that mend it, all of them together; none where a person has to decide.

    `serves`: the card works nevertheless. False only for errors that make it unusable.
    """

    code: str
    severity: Severity
    message: str
    path: str
    line: int
    column: int
    end_column: int
    excerpt: str = ""
    did_you_mean: tuple[str, ...] = ()
    hint: str | None = None
    serves: bool = True
    fix: tuple[Edit, ...] = ()

    @classmethod
    def at(cls, found: Violation, code: str, severity: Severity, *, serves: bool) -> "Diagnostic":
        place = found.span.place()
        return cls(
            code=code,
            severity=severity,
            message=found.message,
            path=found.span.path,
            line=place.line,
            column=place.column,
            end_column=place.end_column,
            excerpt=place.excerpt,
            did_you_mean=found.did_you_mean,
            hint=found.hint,
            serves=serves,
            fix=found.fix(),
        )

    def text(self, word: str | None = None) -> str:
        """Several lines of plain text, as long as they need to be; `word` for the severity."""
        head = (
            f"{_printable(self.path)}:{self.line}:{self.column}: {word or self.severity}: "
            f"{_printable(self.message)} [{self.code}]"
        )
        lines = [head]
        if self.excerpt.strip():
            number = f"{self.line:>5}"
            blank = " " * len(number)
            shown, caret = _underlined(self.excerpt, self.column - 1, self.end_column - 1)
            lines += [f"{number} | {shown}", f"{blank} | {caret}"]
            lead = f"{blank} = "
        else:
            lead = "      = "
        if self.did_you_mean:
            words = " or ".join(map(_quoted, self.did_you_mean))
            lines.append(f"{lead}did you mean {words}?")
        if self.hint:
            lines.append(f"{lead}{_printable(self.hint)}")
        return "\n".join(lines)

    def as_json(self) -> Mapping[str, object]:
        """Every field by its name, JSON values only; an endless line's excerpt is null."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "endColumn": self.end_column,
            "excerpt": self.excerpt if len(self.excerpt) <= LONGEST_EXCERPT else None,
            "didYouMean": list(self.did_you_mean),
            "hint": self.hint,
            "serves": self.serves,
            "fix": [edit.as_json() for edit in self.fix],
        }

    def as_kept(self) -> Mapping[str, object]:
        """Every field by its name, JSON values only, all of it: for `from_kept`."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_kept(cls, raw: Mapping[str, Any]) -> "Diagnostic":
        """Read what `as_kept` gave; raises TypeError, ValueError or KeyError for anything else."""
        return cls(
            **{
                **raw,
                "severity": Severity(raw["severity"]),
                "did_you_mean": tuple(raw["did_you_mean"]),
                "fix": tuple(Edit(*edit) for edit in raw["fix"]),
            }
        )

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sorts findings as a reader meets them."""
        return (self.path, self.line, self.column, self.code, self.message)


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """All findings as plain text, an empty line between two."""
    return "\n\n".join(diagnostic.text() for diagnostic in diagnostics)


def _underlined(line: str, start: int, end: int) -> tuple[str, str]:
    """`line` as it is printed, and carets that stand under its characters `start` to `end`."""
    cut = ""
    if len(line) > LONGEST_EXCERPT:
        first = max(0, start - _AROUND)
        last = min(len(line), max(min(end, start + LONGEST_EXCERPT), start) + _AROUND)
        cut = "…" if first else ""
        tail = "…" if last < len(line) else ""
        line, start, end = line[first:last], start - first, min(end, last) - first
    else:
        tail = ""
    cells: list[str] = []
    width = _width(cut)
    before = under = width
    for index, character in enumerate(line):
        cell = " " * (TAB - width % TAB) if character == "\t" else _printable(character)
        cells.append(cell)
        if index == start:
            before = width
        width += _width(cell)
        if index < end:
            under = width
    if start >= len(line):
        before, under = width, width + 1
    return cut + "".join(cells).rstrip() + tail, " " * before + "^" * max(1, under - before)


def _quoted(word: str) -> str:
    """Put a word in quotation marks, unless it has its own."""
    return _printable(word) if '"' in word else f'"{_printable(word)}"'


def _width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(
        0
        if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}
        else 2
        if unicodedata.east_asian_width(character) in {"W", "F"}
        else 1
        for character in text
    )


def _printable(text: str) -> str:
    """`text` without what moves a cursor, colours a terminal or turns the writing direction."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
