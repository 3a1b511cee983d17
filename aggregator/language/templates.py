"""Templates: an author's words with values in them.

    "{plan.name} since {startedAt|date}, {{as it is}}"

`{path}` reads a selected field, by the name it has in the result, from the nearest braces that
select the path's first name; `{path|function}` formats it as a format directive does; `{{` is a
brace (and so is `}}`, though a `}` alone is one as well). Parts know their offsets, so that a
finding can point inside the string.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from aggregator.language.directives import FUNCTIONS

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_FUNCTIONS = tuple(sorted(FUNCTIONS))


class TemplateError(ValueError):
    """What is wrong with a template, at characters `start` to `end` of the string's value.

    `word` is what was written and `allowed` what could be, where that can be said.
    """

    def __init__(
        self, message: str, start: int, end: int, word: str = "", allowed: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.word = word
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Literal:
    """Words as they are, with `{{` and `}}` already made braces."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One name of a path, and its place in the string's value (`end` exclusive)."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hole:
    """`{path}` or `{path|function}`; offsets include the braces."""

    path: tuple[Segment, ...]
    function: str | None
    start: int
    end: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(segment.name for segment in self.path)


TemplatePart: TypeAlias = Literal | Hole


@lru_cache(maxsize=1024)
def parse_template(text: str, start: int = 0, end: int | None = None) -> tuple[TemplatePart, ...]:
    """Split a template into its parts, in order; raises TemplateError.

    `start` and `end` take a piece of it, which must not begin or end inside of braces.
    """
    return tuple(_merged(_parts(text, start, len(text) if end is None else end)))


def parse_path(text: str, start: int = 0) -> tuple[Segment, ...]:
    """Split `plan.name` into its names; `start` is where it begins in the string's value."""
    segments: list[Segment] = []
    at = start
    for name in text.split("."):
        word = name.strip()
        here = at + len(name) - len(name.lstrip())
        end = max(here + len(word), here + 1)
        if not word:
            raise TemplateError("a path is names with dots between, like plan.name", here, end)
        if not _NAME.fullmatch(word):
            raise TemplateError(f'"{word}" is not the name of a field', here, end, word)
        segments.append(Segment(word, here, here + len(word)))
        at += len(name) + 1
    return tuple(segments)


def _parts(text: str, at: int, end: int) -> Iterator[TemplatePart]:
    while at < end:
        brace = text.find("{", at, end)
        if brace < 0:
            yield from _plain(text, at, end)
            return
        yield from _plain(text, at, brace)
        if text.startswith("{{", brace):
            yield Literal("{", brace, brace + 2)
            at = brace + 2
            continue
        close = text.find("}", brace, end)
        again = text.find("{", brace + 1, end)
        if close < 0 or (0 <= again < close):
            raise TemplateError(
                'this brace is never closed: write "{{" for a brace', brace, brace + 1
            )
        yield _hole(text, brace, close)
        at = close + 1


def _plain(text: str, start: int, end: int) -> Iterator[Literal]:
    if start < end:
        yield Literal(text[start:end].replace("}}", "}"), start, end)


def _hole(text: str, brace: int, close: int) -> Hole:
    inside = text[brace + 1 : close]
    if not inside.strip():
        raise TemplateError("name a field between the braces, like {name}", brace, close + 1)
    written, bar, function = inside.partition("|")
    path = parse_path(written, brace + 1)
    word = function.strip()
    if bar and word not in FUNCTIONS:
        start = brace + 1 + len(written) + 1 + len(function) - len(function.lstrip())
        raise TemplateError(
            f'"{word}" is no function: {", ".join(_FUNCTIONS)} are',
            start,
            max(start + len(word), start + 1),
            word,
            _FUNCTIONS,
        )
    return Hole(path, word or None, brace, close + 1)


def _merged(parts: Iterator[TemplatePart]) -> Iterator[TemplatePart]:
    """Join literals that stand side by side."""
    waiting: Literal | None = None
    for part in parts:
        if isinstance(part, Literal):
            waiting = (
                Literal(waiting.text + part.text, waiting.start, part.end) if waiting else part
            )
            continue
        if waiting:
            yield waiting
            waiting = None
        yield part
    if waiting:
        yield waiting
