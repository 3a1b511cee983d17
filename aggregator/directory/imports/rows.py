"""A file's rows, one after the other, however broken: each is cells or the code of its fault.

The csv module loses its place where a quote is never closed: the rest of the file becomes one cell.
Here a row ends after MAX_ROW characters at the latest; then it is told, and reading goes on in the
line after the one where it began. Lines without any quote, as most are, are cut a block at a time.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, TextIO

import orjson

from aggregator.directory.codes import Code
from aggregator.directory.imports.shape import MAX_ROW, FileShape, flat

_FORMULA = "=+-@\t\r"
_PATIENCE = 100
"""Quotes that are never closed, after which each line is a row: to look for the end takes long."""


_BLOCK = 16 * 1024
"""Characters that are read at once."""


class FileRow(NamedTuple):
    """`number` counts rows under the header from 1, `line` the file's lines from 1.

    `cells` are in the order of the file's columns; with a `code` they are what could be read.
    """

    number: int
    line: int
    cells: list[str]
    code: Code | None = None


def read_rows(file: Path, shape: FileShape, after: int = 0) -> Iterator[FileRow]:
    """Read the rows after row number `after`. Memory does not depend on the file's size."""
    errors = "surrogateescape" if shape.encoding.startswith("utf-8") else "replace"
    with file.open(encoding=shape.encoding, errors=errors, newline="") as opened:
        rows = _csv(opened, shape) if shape.format == "csv" else _jsonl(opened, shape)
        for row in rows:
            if row.number > after:
                yield row


def _csv(opened: TextIO, shape: FileShape) -> Iterator[FileRow]:
    lines, number, columns = _Lines(opened), 0, len(shape.columns)
    while True:
        for line, cells, text in _plain_records(lines, shape.delimiter):
            if line == 1 or not cells:  # the header, and blank lines
                continue
            number += 1
            if len(cells) == columns and text.isascii() and "'" not in text:
                yield FileRow(number, line, cells)
            else:
                yield FileRow(number, line, *_judged(cells, None, columns))
        record = _record(lines, shape.delimiter)
        if record is None:
            return
        line, cells, code = record
        if line > 1 and (cells or code):
            number += 1
            yield FileRow(number, line, *_judged(cells, code, columns))


def _judged(cells: list[str], code: Code | None, columns: int) -> tuple[list[str], Code | None]:
    if code is None and len(cells) != columns:
        # Spreadsheets leave out empty cells at the end, and add some.
        while len(cells) > columns and not cells[-1]:
            cells.pop()
        if len(cells) != columns:
            code = Code.RAGGED_ROW
    if code is None and any(map(_is_undecoded, cells)):
        code = Code.BAD_ENCODING
    return [_unguarded(cell) for cell in cells], code


def _plain_records(lines: "_Lines", delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Cut the lines up to the next quote: each is a record. Its line, its cells, its text."""
    while plain := lines.plain():
        first = lines.number + 1
        cut = csv.reader(plain, delimiter=delimiter, strict=False)
        yield from zip(range(first, first + len(plain)), cut, plain, strict=True)


def _record(lines: "_Lines", delimiter: str) -> tuple[int, list[str], Code | None] | None:
    """Cut the next record: the line where it begins, its cells, and what is wrong with it."""
    if not lines.begin():
        return None
    first = lines.number + 1
    if lines.too_long:
        lines.drop()
        return first, [], Code.LIMIT_EXCEEDED
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    try:
        cells = next(reader, None)
    except csv.Error:
        cells = None
    if cells is None or lines.spent:
        # A quote that was never closed: the line where it was opened is told alone.
        begun = lines.again()
        return first, begun.rstrip("\r\n").split(delimiter), Code.RAGGED_ROW
    return first, cells, None


class _Lines:
    """Lines of a file for one record at a time; what a record took can be given back."""

    def __init__(self, opened: TextIO) -> None:
        self._blocks = _Blocks(opened)
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self.number = 0
        self.too_long = False
        self.spent = False
        self._patience = _PATIENCE

    def plain(self) -> Sequence[str]:
        """Take the lines up to the next one with a quote or that is too long; empty: it is next.

        Each is a record of its own.
        """
        if self._ahead:
            return ()
        self.number += len(self._taken)
        self._taken, self._size, self.spent = self._blocks.plain(), 0, False
        return self._taken

    def begin(self) -> bool:
        """Begin a record; False: there is no line left."""
        self.number += len(self._taken)
        self._taken, self._size, self.spent = [], 0, False
        if not self._ahead:
            line = self._read()
            if not line:
                return False
            self._ahead.append(line)
        self.too_long = len(self._ahead[0]) > MAX_ROW
        return True

    def drop(self) -> None:
        """Leave out a line that is too long, to its end."""
        self._taken.append("")
        line = self._ahead.popleft()
        while line and line[-1] not in "\r\n":
            line = self._read()

    def again(self) -> str:
        """Give the record's first line, and its others back."""
        first, *others = self._taken
        self._ahead.extendleft(reversed(others))
        self._taken = [first]
        self._patience -= 1
        return first

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        impatient = self._taken and self._patience <= 0
        if not line or self._size + len(line) > MAX_ROW or impatient:
            self.spent = bool(self._taken)
            if line:
                self._ahead.appendleft(line)
            raise StopIteration
        self._size += len(line)
        self._taken.append(line)
        return line

    def _read(self) -> str:
        return self._blocks.line()


class _Blocks:
    """A file's lines, of which none is longer than one character more than MAX_ROW.

    A longer one comes in several pieces.
    """

    def __init__(self, opened: TextIO) -> None:
        self._opened = opened
        self._lines: list[str] = []
        self._at = 0
        self._rest = ""
        self._is_plain = True

    def line(self) -> str:
        """Give the next line; empty: there is none."""
        if self._at == len(self._lines) and not self._fill():
            return ""
        self._at += 1
        return self._lines[self._at - 1]

    def plain(self) -> list[str]:
        """Give the lines that are read already, or the next ones, as far as they are plain."""
        if self._at == len(self._lines) and not self._fill():
            return []
        left = self._lines[self._at :] if self._at else self._lines
        if not self._is_plain:
            left = list(takewhile(_is_plain, left))
        self._at += len(left)
        return left

    def _fill(self) -> bool:
        """Read on until there is a line; False: there is none."""
        lines: list[str] = []
        more = True
        while more and not lines:
            read = self._opened.read(_BLOCK)
            more = bool(read)
            text = self._rest + read
            lines = io.StringIO(text, newline="").readlines()
            self._rest = ""
            if more and lines and not lines[-1].endswith("\n"):
                # What ends in \r may be followed by its \n.
                self._rest = lines.pop()
            if len(self._rest) > MAX_ROW:
                *whole, self._rest = _pieces(self._rest)
                lines += whole
            self._is_plain = '"' not in text and len(max(lines, key=len, default="")) <= MAX_ROW
        self._lines, self._at = [piece for line in lines for piece in _pieces(line)], 0
        return bool(self._lines)


def _pieces(line: str) -> list[str]:
    length = MAX_ROW + 1
    if len(line) <= length:
        return [line]
    return [line[at : at + length] for at in range(0, len(line), length)]


def _is_plain(line: str) -> bool:
    return '"' not in line and len(line) <= MAX_ROW


def _jsonl(opened: TextIO, shape: FileShape) -> Iterator[FileRow]:
    lines, number = _Lines(opened), 0
    while lines.begin():
        line = lines.number + 1
        if lines.too_long:
            lines.drop()
            number += 1
            yield FileRow(number, line, [], Code.LIMIT_EXCEEDED)
            continue
        text = next(lines).strip("\ufeff \r\n\t")
        if not text:
            continue
        number += 1
        yield _object(number, line, text, shape)


def _object(number: int, line: int, text: str, shape: FileShape) -> FileRow:
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        code = Code.BAD_ENCODING if _is_undecoded(text) else Code.BAD_JSON
        return FileRow(number, line, [], code)
    if not isinstance(value, dict):
        return FileRow(number, line, [], Code.BAD_JSON)
    cells = flat(value)
    return FileRow(number, line, [cells.get(column, "") for column in shape.columns])


def _is_undecoded(text: str) -> bool:
    """Whether bytes of it were none of the encoding's."""
    return not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text)


def guarded(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] and cell[0] in _FORMULA else cell


def _unguarded(cell: str) -> str:
    """Read what `guarded` wrote."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in _FORMULA else cell
