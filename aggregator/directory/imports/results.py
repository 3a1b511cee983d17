"""Three files beside an import: the rows that were taken, those that failed, those not reached.

The failed ones are as they were, with row, column, code, message and hint behind them: corrected,
the file can be imported as it is. A cell that a spreadsheet would take for a formula is guarded,
and read back as it was.
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import orjson

from aggregator.directory.codes import Code, explained
from aggregator.directory.imports.fields import REPORT
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.imports.rows import FileRow, guarded, read_rows
from aggregator.directory.imports.spec import ImportSpec

TAKEN, FAILED, NOT_REACHED = "ok", "failed", "not-processed"
_EXTRA = {TAKEN: ("row", "result", "id", "matched_by"), FAILED: REPORT, NOT_REACHED: ()}

_PIECE = 500
"""Rows that are sent together: a server has cards to draw in between."""

_Write = Callable[[FileRow, tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class ResultFile:
    """One of the files, and how many rows it has."""

    path: Path
    rows: int


async def write_results(
    spec: ImportSpec, outcomes: AsyncIterator[RowOutcome], folder: Path, *, plan: bool = False
) -> dict[str, ResultFile]:
    """Write those of the files that have rows. `plan`: nothing was imported, only foreseen."""
    files = _Files(spec, folder, "plan" if plan else "")
    with files:
        rows: Iterator[FileRow] = read_rows(spec.file, spec.shape)
        reader = spec.reader()
        async for outcome in outcomes:
            row = next(rows)
            if outcome.failed:
                files.write(FAILED, row, _report(reader, row, outcome))
            else:
                files.write(TAKEN, row, _taken(row, outcome))
        for row in rows:
            files.write(NOT_REACHED, row, ())
    return files.written


def _report(reader: RowReader, row: FileRow, outcome: RowOutcome) -> tuple[str, ...]:
    done = outcome.done
    code = done.code or Code.BAD_VALUE
    message, hint = explained(code)
    if done.candidates:
        message = f"{message} ({', '.join(done.candidates)})"
    column = reader.column_of(done.field) or done.field or ""
    return str(row.number), column, code.value, message, hint


async def result_text(
    spec: ImportSpec, outcomes: AsyncIterator[RowOutcome], kind: str
) -> AsyncIterator[str]:
    """Give one of the files, a piece at a time; a header at least."""
    opened = io.StringIO()
    write, reader, many = _writer(spec, opened, _EXTRA[kind]), spec.reader(), 0
    rows: Iterator[FileRow] = read_rows(spec.file, spec.shape)
    async for outcome in outcomes:
        row = next(rows)
        if outcome.failed and kind == FAILED:
            write(row, _report(reader, row, outcome))
        elif not outcome.failed and kind == TAKEN:
            write(row, _taken(row, outcome))
        many += 1
        if many % _PIECE == 0:
            yield _drained(opened)
            await asyncio.sleep(0)
    for row in rows if kind == NOT_REACHED else ():
        write(row, ())
        many += 1
        if many % _PIECE == 0:
            yield _drained(opened)
            await asyncio.sleep(0)
    yield _drained(opened)


def _drained(opened: io.StringIO) -> str:
    text = opened.getvalue()
    opened.seek(0)
    opened.truncate()
    return text.encode("utf-8", "backslashreplace").decode()


def _taken(row: FileRow, outcome: RowOutcome) -> tuple[str, ...]:
    done = outcome.done
    return str(row.number), done.state.value, done.id or "", done.matched_by or ""


class _Files:
    """The files, each begun by its first row, and there when all of them are whole.

    What could not be ended, on a full disk say, is not taken for what it is not.
    """

    def __init__(self, spec: ImportSpec, folder: Path, infix: str) -> None:
        self._spec = spec
        self._folder = folder
        self._infix = f".{infix}" if infix else ""
        self._open = ExitStack()
        self._writes: dict[str, _Write] = {}
        self.written: dict[str, ResultFile] = {}

    def __enter__(self) -> None:
        self._open.__enter__()

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        try:
            self._open.close()  # the last rows are written now
            for each in self.written.values() if error is None else ():
                _part_of(each.path).replace(each.path)
        finally:
            for each in self.written.values():
                _part_of(each.path).unlink(missing_ok=True)

    def write(self, kind: str, row: FileRow, extra: tuple[str, ...]) -> None:
        if kind not in self._writes:
            path = self._folder / (
                f"{self._spec.file.stem}{self._infix}.{kind}{self._spec.file.suffix}"
            )
            self.written[kind] = ResultFile(path, 0)
            self._writes[kind] = self._opened(path, _EXTRA[kind])
        self._writes[kind](row, extra)
        before = self.written[kind]
        self.written[kind] = ResultFile(before.path, before.rows + 1)

    def _opened(self, path: Path, extra: tuple[str, ...]) -> _Write:
        """Open a file for its owner alone: it holds customers' data."""
        part = _part_of(path)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        file = self._open.enter_context(
            part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        )
        return _writer(self._spec, file, extra)


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _writer(spec: ImportSpec, file: TextIO, extra: tuple[str, ...]) -> _Write:
    """Begin a file with its header; what writes a row of it."""
    columns = spec.shape.columns
    kept = [n for n, name in enumerate(columns) if name.lower() not in REPORT or not extra]
    if spec.shape.format == "jsonl":

        def write_line(row: FileRow, said: tuple[str, ...]) -> None:
            cells = {columns[n]: cell for n, cell in enumerate(row.cells) if n in kept and cell}
            file.write(f"{_json(cells | dict(zip(extra, said, strict=True)))}\n")

        return write_line
    writer = csv.writer(file, delimiter=spec.shape.delimiter, lineterminator="\n")
    writer.writerow([*(columns[n] for n in kept), *extra])

    def write_row(row: FileRow, said: tuple[str, ...]) -> None:
        # A ragged row keeps its cells, filled up or joined to the columns there are.
        cells = [*row.cells, *[""] * len(columns)][: len(columns)]
        writer.writerow([*(guarded(cells[n]) for n in kept), *said])

    return write_row


def _json(value: dict[str, str]) -> str:
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):
        clean = {k: v.encode("utf-8", "backslashreplace").decode() for k, v in value.items()}
        return orjson.dumps(clean).decode()
