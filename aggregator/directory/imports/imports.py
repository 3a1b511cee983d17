"""Imports: looked at, tried, begun, gone on with, cancelled, undone.

A chunk's rows and the place in the file are written in one transaction, so that whoever kills the
process, and whenever, loses no row and doubles none; any process goes on with `run`.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import IdFactory
from aggregator.directory.imports.ahead import FilePiece, ahead
from aggregator.directory.imports.mapping import propose, remember, remembered
from aggregator.directory.imports.outcomes import RowOutcome, counted, packed
from aggregator.directory.imports.rows import read_rows
from aggregator.directory.imports.shape import MAX_ROWS, FileShape, read_shape
from aggregator.directory.imports.spec import ImportSpec, digest
from aggregator.directory.imports.undo import TURN
from aggregator.directory.imports.uploads import forget_ended
from aggregator.directory.imports.workspace_jobs import WorkspaceJobs
from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.read.past import last_erasure
from aggregator.directory.values import Provenance, UpsertRules
from aggregator.directory.write.changes import Changes, writers_lock
from aggregator.directory.write.in_bulk import decide_rows
from aggregator.directory.write.upsert import Writing
from aggregator.domain.errors import InvalidRequest
from aggregator.jobs.jobs import (
    Job,
    checkpoint,
    is_free,
    keep_chunk,
)
from aggregator.store import Store

CHUNK = 4_000
"""Most rows that are written together: other writers of the workspace wait for so many."""

RECENT = 200
"""Imports that are looked at by whoever goes on with what was left."""

_ALL = 100_000

OnRows = Callable[[Sequence[RowOutcome], Mapping[str, int]], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class FileQuestions:
    """What is said of a file before it is looked at; None: it is found out."""

    subject: SubjectKind = "customer"
    source: str = "import"
    encoding: str | None = None
    delimiter: str | None = None
    region: str | None = None


class Imports:
    """The imports of one workspace."""

    def __init__(
        self,
        store: Store,
        workspace_id: str,
        ids: IdFactory | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chunk: int = CHUNK,
        turn: int = TURN,
    ) -> None:
        """`chunk`: rows that are written together; `turn`: records that are taken back together."""
        self._store = store
        self._workspace_id = workspace_id
        self._jobs = WorkspaceJobs(store, workspace_id, "import", ids, now)
        self._now = now
        self._chunk = chunk
        self._turn = turn

    async def look(
        self,
        file: Path,
        questions: FileQuestions,
        said: Mapping[str, str],
        rules: UpsertRules,
    ) -> ImportSpec:
        """Look at a file: its shape, what its columns mean, how many rows it has.

        `said`: column -> field. InvalidRequest, with its fix, for what cannot be imported at all.
        """
        shape = await asyncio.to_thread(read_shape, file, questions.encoding, questions.delimiter)
        async with self._store.read() as connection:
            before = await remembered(
                connection, self._workspace_id, questions.subject, shape.columns
            )
        mapped = tuple(propose(questions.subject, shape.columns, said, before))
        if not any(each.field for each in mapped):
            raise InvalidRequest(
                f"No column of {file.name} means anything: {', '.join(shape.columns[:20])}. "
                "Fix: --map 'COLUMN=FIELD', or --sample for the columns there are."
            )
        rows = await asyncio.to_thread(_count, file, shape)
        if rows > MAX_ROWS:
            raise InvalidRequest(
                f"{file.name} has more than {MAX_ROWS:,} rows. Fix: split it into several files."
            )
        return ImportSpec(
            file=Path(os.path.abspath(file)),  # noqa: ASYNC240, PTH100 no disk
            digest=await asyncio.to_thread(digest, file),
            rows=rows,
            subject=questions.subject,
            shape=shape,
            mapped=mapped,
            rules=replace(rules, once=True),
            source=questions.source,
            region=questions.region,
        )

    async def attempt(self, spec: ImportSpec, actor: str, on_rows: OnRows) -> dict[str, int]:
        """Do everything, tell `on_rows`, and take all of it back: exactly what a run would do."""
        counts: dict[str, int] = {}
        seen: set[str] = set()
        async with (
            aclosing(ahead(spec, self._chunk)) as pieces,
            self._store.write(lock=writers_lock(self._workspace_id)) as connection,
        ):
            async for piece in pieces:
                outcomes, changes = await self._decide(connection, spec, None, actor, piece, seen)
                await changes.write(connection)
                counts = counted(counts, outcomes)
                await _tell(on_rows, outcomes, counts)
            await connection.rollback()
        return counts

    async def begin(self, spec: ImportSpec, actor: str) -> Job:
        """Write down that a file is to be imported; `run` does it."""
        job = self._jobs.new(spec.stored(), {"row": 0, "chunk": 0}, actor)
        async with self._store.write(lock=writers_lock(self._workspace_id)) as connection:
            await self._jobs.begin(connection, job)
            await remember(
                connection, self._workspace_id, spec.subject, spec.mapped, job.created_at
            )
        return job

    async def run(self, id_: str, on_rows: OnRows) -> Job:
        """Import what of a file is not yet imported. The job, as it is then.

        Cancelled (as a task), it lets the job go and another process may go on at once.
        InvalidRequest: there is no such job, its file changed, or another process is at it.
        """
        async with self._jobs.held(id_) as (job, owner):
            spec = ImportSpec.of(job.spec)
            await asyncio.to_thread(spec.check_file)
            await (self._try if spec.dry else self._run)(job, spec, owner, on_rows)
        return await self.job(id_)

    async def _run(self, job: Job, spec: ImportSpec, owner: str, on_rows: OnRows) -> None:
        row, chunk, counts = job.cursor["row"], job.cursor["chunk"], dict(job.counts)
        seen = {
            outcome.done.id
            async for outcome in self.outcomes(job)
            if outcome.done.id is not None and not outcome.failed
        }
        async with aclosing(ahead(spec, self._chunk, row)) as pieces:
            async for piece in pieces:
                row, chunk = piece.numbers[-1], chunk + 1
                async with self._store.write(lock=writers_lock(self._workspace_id)) as connection:
                    outcomes, changes = await self._decide(
                        connection, spec, job.id, job.actor, piece, seen
                    )
                    kept, _ = await asyncio.gather(  # one makes bytes, the other waits
                        asyncio.to_thread(packed, outcomes), changes.write(connection)
                    )
                    counts = counted(counts, outcomes)
                    cursor = {"row": row, "chunk": chunk}
                    await checkpoint(connection, job, owner, self._now(), cursor, counts)
                    await keep_chunk(connection, job, chunk, kept)
                if chunk == 1:
                    await self._store.learn()
                await _tell(on_rows, outcomes, counts)
        async with self._store.write() as connection:
            cursor = {"row": row, "chunk": chunk}
            await checkpoint(connection, job, owner, self._now(), cursor, counts, done=True)

    async def _try(self, job: Job, spec: ImportSpec, owner: str, on_rows: OnRows) -> None:
        """Do a dry import: what would become of the rows is kept when all of it is known."""
        kept: list[bytes] = []

        async def on_tried(outcomes: Sequence[RowOutcome], counts: Mapping[str, int]) -> None:
            kept.append(packed(outcomes))
            await _tell(on_rows, outcomes, counts)

        counts = await self.attempt(spec, job.actor, on_tried)
        async with self._store.write() as connection:
            cursor = {"row": spec.rows, "chunk": len(kept)}
            await checkpoint(connection, job, owner, self._now(), cursor, counts, done=True)
            for number, outcomes in enumerate(kept, 1):
                await keep_chunk(connection, job, number, outcomes)

    async def _decide(
        self,
        connection: AsyncConnection,
        spec: ImportSpec,
        id_: str | None,
        actor: str,
        piece: FilePiece,
        seen: set[str],
    ) -> tuple[list[RowOutcome], Changes]:
        """Decide what becomes of a piece's rows; what is to be written is not written yet."""
        by = Provenance(source=spec.source, actor=actor, import_id=id_)
        writing = Writing(
            self._workspace_id, self._jobs.ids, self._now(), by, spec.rules, EventKind.UPSERT, seen
        )
        done, changes = await decide_rows(connection, writing, piece.said, piece.asked)
        return list(map(RowOutcome, piece.numbers, done)), changes

    async def job(self, id_: str) -> Job:
        """Give an import; InvalidRequest: there is none of this id."""
        return await self._jobs.job(id_)

    async def history(self, first: int) -> list[Job]:
        """Give the last `first` imports, newest first."""
        return await self._jobs.history(first)

    async def forget_sent(self, folder: Path) -> int:
        """Delete the files of ended imports that were sent: somebody who may be in them is erased.

        How many those were. One that still runs keeps its file until it ends (`forget_late`).
        """
        return await asyncio.to_thread(forget_ended, folder, await self.history(_ALL))

    async def forget_late(self, folder: Path, ended: Sequence[Job]) -> int:
        """The same of imports during which somebody was erased."""
        async with self._store.read() as connection:
            erased = await last_erasure(connection, self._workspace_id)
        if erased is None:
            return 0
        before = [job for job in ended if job.created_at <= erased]
        return await asyncio.to_thread(forget_ended, folder, before)

    async def unfinished(self) -> list[Job]:
        """Give the imports that are not ended and that nobody works at, oldest first."""
        found = await self.history(RECENT)
        return [job for job in reversed(found) if is_free(job, self._now())]

    async def retry(self, id_: str) -> Job:
        """Let a server go on with one that failed. InvalidRequest: it has ended."""
        return await self._jobs.retry(id_)

    def outcomes(self, job: Job) -> AsyncIterator[RowOutcome]:
        """Give what became of each row so far, in the file's order."""
        return self._jobs.outcomes(job)

    async def cancel(self, id_: str) -> Job:
        """Stop an import where it is; what it brought stays until it is undone."""
        return await self._jobs.cancel(id_)

    async def undo(self, id_: str, actor: str) -> Mapping[str, int]:
        """Take back what an import changed: how many were removed and how many put back."""
        return await self._jobs.undo(id_, actor, self._turn)


def _count(file: Path, shape: FileShape) -> int:
    return sum(1 for _ in islice(read_rows(file, shape), MAX_ROWS + 1))


async def _tell(on_rows: OnRows, outcomes: Sequence[RowOutcome], counts: Mapping[str, int]) -> None:
    told = on_rows(outcomes, counts)
    if told is not None:
        await told
