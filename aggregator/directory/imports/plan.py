"""What a file would do, row by row: whom each joins and why, what contradicts the directory."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from aggregator.directory.codes import explained
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.imports.spec import ImportSpec
from aggregator.directory.kinds import WEAK
from aggregator.directory.values import UpsertState

_COLUMNS = ("row", "result", "customer", "matched_by", "column", "code", "message", "hint")
_KEPT = 1_000


class ImportPlan:
    """Writes the plan beside the file as it grows; remembers the first joins and failures."""

    def __init__(self, spec: ImportSpec, folder: Path) -> None:
        self.path = folder / f"{spec.file.stem}.plan.csv"
        self._reader = spec.reader()
        self._open = ExitStack()
        self._told: list[str] = []

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        self.path.touch(mode=0o600)
        file = self._open.enter_context(self.path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(_COLUMNS)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, outcomes: Iterable[RowOutcome]) -> None:
        for outcome in outcomes:
            done = outcome.done
            message, hint = explained(done.code) if done.code else ("", "")
            whom = done.id or " ".join(done.candidates)
            whom = "" if done.state is UpsertState.CREATED else whom
            column = self._reader.column_of(done.field) or done.field or ""
            said = (done.state, whom, done.matched_by or "", column, done.code or "", message, hint)
            self._writer.writerow((outcome.number, *said))
            if len(self._told) < _KEPT and (outcome.failed or done.matched_by in WEAK):
                self._told.append(line_of(outcome, self._reader))

    def first(self, many: int) -> Iterator[str]:
        """Name the first joins, conflicts and faults in a line each."""
        yield from self._told[:many]
        if len(self._told) > many:
            yield f"and others: {self.path.name} has each"


def line_of(outcome: RowOutcome, reader: RowReader) -> str:
    """Tell one row's outcome, without a value of it."""
    done = outcome.done
    row = f"row {outcome.number}"
    column = reader.column_of(done.field) or done.field
    if done.code is None:
        return f"{row} joins {done.id}, who has its {done.matched_by}: {done.state}"
    rule, fix = explained(done.code)
    where = f" ({column})" if column else ""
    who = f" [{', '.join(done.candidates)}]" if done.candidates else ""
    return f"{row}{where} {done.code}{who}: {rule} Fix: {fix}"
