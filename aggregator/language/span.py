r"""Places in a file: from offsets in its text to lines, columns and the whole token.

A line ends where GraphQL says it does (`\n`, `\r\n`, `\r`), nowhere else; columns count
characters, from 1, and an end is the column after the last character.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from graphql import DirectiveNode, Node, Source, StringValueNode

_NEWLINE = re.compile(r"\r\n|[\n\r]")
_ESCAPE = re.compile(r"\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_HIGH_SURROGATE = re.compile(r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}")
_WORD = re.compile(r"@?\w+")
_BLANK = " \t"


class LineSpan(NamedTuple):
    """Where something is, for people: lines and columns from 1, `end_column` exclusive."""

    line: int
    column: int
    end_column: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a file's text."""

    source: Source
    start: int
    end: int

    @property
    def path(self) -> str:
        return self.source.name

    @property
    def text(self) -> str:
        return self.source.body[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether `other` begins in here."""
        return other.source is self.source and self.start <= other.start < self.end

    def place(self) -> LineSpan:
        """Line, columns and the source line; what runs over the line's end stops there."""
        lines = _lines(self.source)
        start = min(self.start, len(self.source.body))
        line = bisect_right(lines.starts, start) - 1
        begin, text = lines.starts[line], lines.texts[line]
        end = max(min(self.end, begin + len(text)), start + 1)
        return LineSpan(line + 1, start - begin + 1, end - begin + 1, text)

    def ends(self) -> tuple[int, int, int, int]:
        """Line and column of the first character, and of the one behind the last."""
        return (*_position(self.source, self.start), *_position(self.source, self.end))


def _position(source: Source, offset: int) -> tuple[int, int]:
    starts = _lines(source).starts
    line = bisect_right(starts, min(offset, len(source.body))) - 1
    return line + 1, offset - starts[line] + 1


class _Lines(NamedTuple):
    """A file's lines: where they start, and their texts without the line's end."""

    starts: list[int]
    texts: list[str]


def _lines(source: Source) -> _Lines:
    """Split a file once; kept on the source, so that many findings share the lines."""
    lines: _Lines | None = getattr(source, "lines", None)
    if lines is None:
        starts = [0, *(match.end() for match in _NEWLINE.finditer(source.body))]
        lines = _Lines(starts, _NEWLINE.split(source.body))
        source.lines = lines  # type: ignore[attr-defined]  # it allows custom attributes
    return lines


def span_of(node: Node) -> Span:
    """Find the token that stands for `node`: its name, a directive's `@name`, or all of it."""
    loc = node.loc
    if loc is None:  # cannot be: files are always parsed with locations
        return Span(Source(""), 0, 1)
    start, end = loc.start, loc.end
    name = getattr(node, "name", None)
    name_loc = getattr(name, "loc", None)
    if name_loc is not None:
        end = name_loc.end
        start = start if isinstance(node, DirectiveNode) else name_loc.start
    return Span(loc.source, start, end)


def at_start(name: str) -> Span:
    """Give the beginning of a file or folder of which no text is known."""
    return Span(Source("", name), 0, 1)


def span_at(source: Source, line: int, column: int) -> Span:
    """Find the word at a line and a column (from 1)."""
    starts = _lines(source).starts
    start = starts[min(max(line, 1), len(starts)) - 1] + max(column, 1) - 1
    word = _WORD.match(source.body, start)
    return Span(source, start, word.end() if word else start + 1)


def whole_span(node: Node) -> Span:
    """Take all characters of `node`."""
    loc = node.loc
    return Span(loc.source, loc.start, loc.end) if loc else Span(Source(""), 0, 1)


def whole_file(node: Node) -> Span:
    """Take all of the file in which `node` stands."""
    source = node.loc.source if node.loc else Source("")
    return Span(source, 0, len(source.body))


def inside(node: StringValueNode, start: int, end: int) -> Span:
    r"""Find characters `start` to `end` of a string's VALUE, as a place in the file.

    Escapes (`\n`, `\u00e9`, `\u{1F600}`) and the indentation that a block string loses make the
    value shorter than what is written.
    """
    loc = node.loc
    if loc is None:
        return Span(Source(""), 0, 1)
    raw = loc.source.body[loc.start : loc.end]
    offset = _block_offsets(raw) if node.block else _string_offsets(raw)
    first = loc.start + offset(start)
    return Span(loc.source, first, max(loc.start + offset(end), first + 1))


def _string_offsets(raw: str) -> Callable[[int], int]:
    """Index in the value -> offset in `raw`, which starts at the opening quote."""
    offsets: list[int] = []
    position, stop = 1, len(raw) - 1
    while position < stop:
        offsets.append(position)
        match = _HIGH_SURROGATE.match(raw, position) or _ESCAPE.match(raw, position)
        position = match.end() if match else position + 1
    offsets.append(stop)
    return lambda index: offsets[min(index, len(offsets) - 1)]


def _block_offsets(raw: str) -> Callable[[int], int]:
    """As `_string_offsets`, for a block string: dedented, blank first and last lines dropped."""
    lines: list[tuple[int, str]] = []
    begin, stop = 3, len(raw) - 3
    for match in _NEWLINE.finditer(raw, 3, stop):
        lines.append((begin, raw[begin : match.start()]))
        begin = match.end()
    lines.append((begin, raw[begin:stop]))
    full = [number for number, (_, text) in enumerate(lines) if text.strip(_BLANK)]
    indents = [len(lines[n][1]) - len(lines[n][1].lstrip(_BLANK)) for n in full if n]
    indent = min(indents, default=0)
    offsets: list[int] = []
    for number in range(full[0], full[-1] + 1) if full else ():
        at, text = lines[number]
        index = min(indent, len(text)) if number else 0
        while index < len(text):
            escaped = text.startswith('\\"""', index)  # written with four, worth three
            offsets += [at + index + 1 + n for n in range(3)] if escaped else [at + index]
            index += 4 if escaped else 1
        offsets.append(at + len(text))
    offsets.append(stop)
    return lambda index: offsets[min(index, len(offsets) - 1)]
