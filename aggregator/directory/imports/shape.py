"""How a file is written: its encoding, delimiter and columns, found in its beginning.

| asked | answer |
|---|---|
| encoding | a byte order mark; else UTF-16 where every other byte is NUL; else UTF-8 if all of the
|          | beginning is; else cp1252 is PROPOSED: whoever asked confirms it |
| delimiter | the one of , ; tab | by which the most rows have the header's number of columns |
"""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from aggregator.directory.codes import Code
from aggregator.domain.errors import InvalidRequest

BEGINNING = 256 * 1024
"""Bytes that are looked at."""

MAX_COLUMNS = 200
MAX_ROW = 128 * 1024
"""Characters of a row."""
MAX_ROWS = 500_000
MAX_BYTES = 200 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a workbook or a ZIP archive", "save its sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old workbook", "save its sheet as CSV (UTF-8)"),
    (b"\x1f\x8b", "compressed", "unpack it"),
    (b"%PDF-", "a PDF", "export the table itself as CSV"),
)
"""How files begin that people take for a table of customers."""
_DELIMITERS = ",;\t|"
PROPOSED: Final = "cp1252"


@dataclass(frozen=True, slots=True)
class FileShape:
    """`format`: csv or jsonl. `guessed`: the encoding is only proposed."""

    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    guessed: bool = False

    def stored(self) -> dict[str, Any]:
        return {"format": self.format, "encoding": self.encoding, "delimiter": self.delimiter} | {
            "columns": list(self.columns)
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "FileShape":
        format_, encoding, delimiter = (
            stored[name] for name in ("format", "encoding", "delimiter")
        )
        return cls(format_, encoding, delimiter, tuple(stored["columns"]))


def read_shape(
    file: Path, encoding: str | None = None, delimiter: str | None = None, limit: int = MAX_BYTES
) -> FileShape:
    """Look at a file. InvalidRequest: it is empty, too big, or has no header that can be used."""
    size = file.stat().st_size
    if size > limit:
        raise InvalidRequest(
            f"{file.name} has {size:,} bytes. Rule: at most {limit:,}. Fix: split it.",
            code=Code.LIMIT_EXCEEDED,
        )
    with file.open("rb") as opened:
        beginning = opened.read(BEGINNING)
    if not beginning.strip(b"\0\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise InvalidRequest(
            f"{file.name} is empty. Rule: a row of column names, then a row for each. "
            "Fix: aggregator customers import --sample shows one.",
            code=Code.MISSING_REQUIRED,
        )
    for mark, what, fix in _NO_TEXT:
        if beginning.startswith(mark):
            raise InvalidRequest(
                f"{file.name} is {what}. Rule: CSV or JSONL, which are text. Fix: {fix}.",
                code=Code.BAD_ENCODING,
            )
    found, guessed = (encoding, False) if encoding else _encoding(beginning)
    try:
        text = codecs.getincrementaldecoder(found)("strict").decode(beginning)
    except UnicodeDecodeError:  # one row's fault: its reader tells which
        text = codecs.getincrementaldecoder(found)("replace").decode(beginning)
    except LookupError:
        raise InvalidRequest(
            f"There is no encoding '{found}'. Fix: utf-8, utf-16 or cp1252.",
            code=Code.BAD_ENCODING,
        ) from None
    if file.suffix.lower() in (".jsonl", ".ndjson") or text.lstrip("\ufeff\0 \r\n\t")[:1] == "{":
        return FileShape("jsonl", found, "", _keys(file, text), guessed)
    delimiter = delimiter or _delimiter(text)
    columns = _columns(file, text, delimiter)
    return FileShape("csv", found, delimiter, columns, guessed)


def _encoding(beginning: bytes) -> tuple[str, bool]:
    for mark, name in _BOMS:
        if beginning.startswith(mark):
            return name, False
    # Without a mark: Latin letters have a NUL beside them in UTF-16.
    odd, even = beginning[1::2].count(0), beginning[::2].count(0)
    if max(odd, even) > len(beginning) // 4:
        return ("utf-16-le" if odd > even else "utf-16-be"), False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError as error:
        # A stray byte in a file that is UTF-8 otherwise is that row's fault alone.
        good = beginning[: error.start].decode("utf-8")
        return (PROPOSED, True) if good.isascii() else ("utf-8", False)
    return "utf-8", False


def _delimiter(text: str) -> str:
    """The one that cuts the most rows of the beginning into as many cells as the header."""

    def rank(delimiter: str) -> tuple[int, int]:
        rows = [row for row in islice(_rows(text, delimiter), 200) if row]
        columns = len(rows[0]) if rows else 0
        if columns < 2:
            return 0, 0
        return sum(len(row) == columns for row in rows), columns

    best = max(_DELIMITERS, key=lambda each: (*rank(each), -_DELIMITERS.index(each)))
    return best if rank(best)[0] else ","


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    except csv.Error:
        return


def _columns(file: Path, text: str, delimiter: str) -> tuple[str, ...]:
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise InvalidRequest(
            "A delimiter is one character, no quote and no line break. Fix: --delimiter ';'"
        )
    header: Sequence[str] = next(_rows(text.lstrip("\ufeff"), delimiter), ())
    names = tuple(" ".join(cell.replace("\0", "").split()) for cell in header)
    if not any(names):
        raise InvalidRequest(
            f"{file.name} begins without column names. Rule: the first row names the columns. "
            "Fix: aggregator customers import --sample shows one.",
            code=Code.MISSING_REQUIRED,
        )
    return _checked(file, names)


def _keys(file: Path, text: str) -> tuple[str, ...]:
    """The keys of the objects in the beginning, in the order in which they come."""
    keys: dict[str, None] = {}
    for line in text.lstrip("\ufeff").splitlines()[:1_000]:
        try:
            value = orjson.loads(line)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        if isinstance(value, dict):
            keys |= dict.fromkeys(flat(value))
    return _checked(file, tuple(keys))


def _checked(file: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MAX_COLUMNS:
        raise InvalidRequest(
            f"{file.name} has {len(names):,} columns. Rule: at most {MAX_COLUMNS}. "
            "Fix: leave out those that say nothing of a customer.",
            code=Code.LIMIT_EXCEEDED,
        )
    return names


def flat(value: Mapping[str, Any]) -> dict[str, str]:
    """Write an object as cells: `{"custom": {"plan": 1}}` is `custom.plan`, a list `a,b`."""
    cells: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            cells |= {f"{key}.{name}": text for name, text in flat(inner).items()}
        elif isinstance(inner, list):
            cells[key] = ",".join(map(_text, inner))
        else:
            cells[key] = _text(inner)
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else orjson.dumps(value).decode()
