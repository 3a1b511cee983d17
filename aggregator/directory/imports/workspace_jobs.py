"""Jobs that write in the directory of one workspace: begun with an event, held while they are done.

Imports of files and pulls from sources are such jobs, each of a kind of its own.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import IMPORT, PULL, IdFactory, TimeOrderedIds
from aggregator.directory.imports.outcomes import RowOutcome, counted, unpacked
from aggregator.directory.imports.undo import TURN, Undoing
from aggregator.directory.kinds import EventKind
from aggregator.directory.values import Provenance
from aggregator.directory.write.changes import Changes, last_seq, writers_lock
from aggregator.domain.errors import AggregatorError, DirectoryUnavailable, InvalidRequest
from aggregator.jobs.jobs import (
    LEASE,
    Job,
    JobState,
    LeaseLost,
    claim,
    create_job,
    end_job,
    list_jobs,
    load_chunk,
    load_job,
    new_owner,
    note_failure,
    release,
)
from aggregator.store import Store

JobKind = Literal["import", "pull"]
"""As people call one, too."""

_IDS: Mapping[JobKind, str] = {"import": IMPORT, "pull": PULL}


class WorkspaceJobs:
    """The jobs of one kind. `now` is UTC."""

    def __init__(
        self,
        store: Store,
        workspace_id: str,
        kind: JobKind,
        ids: IdFactory | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.workspace_id = workspace_id
        self.kind: JobKind = kind
        self.ids = ids or TimeOrderedIds()
        self.now = now
        self._store = store

    def new(
        self, spec: Mapping[str, Any], cursor: Mapping[str, Any], actor: str, *, kept: bool = True
    ) -> Job:
        """Make one that nobody is at; without an id where it is not to be `kept`."""
        now = self.now()
        return Job(
            workspace_id=self.workspace_id,
            id=self.ids(_IDS[self.kind]) if kept else "",
            kind=self.kind,
            state=JobState.RUNNING,
            spec=spec,
            cursor=cursor,
            counts=counted({}, ()),
            actor=actor,
            owner=None,
            lease_until=None,
            created_at=now,
            updated_at=now,
        )

    async def begin(self, connection: AsyncConnection, job: Job) -> None:
        """Write down that it is to be done, in a transaction that holds the writers' lock."""
        await create_job(connection, job)
        changes = await self.changes(connection, job.id, job.spec["source"], job.actor)
        changes.event(EventKind.IMPORT)
        await changes.write(connection)

    async def changes(
        self, connection: AsyncConnection, id_: str, source: str, actor: str
    ) -> Changes:
        """Give what is to be written next, in the name of a job."""
        seq = await last_seq(connection, self.workspace_id)
        by = Provenance(source=source, actor=actor, import_id=id_)
        return Changes(self.workspace_id, self.ids, self.now(), by, seq)

    @asynccontextmanager
    async def held(self, id_: str) -> AsyncIterator[tuple[Job, str]]:
        """Hold one while it is done, as an owner. InvalidRequest: it is not there or free.

        Whatever ends it half-way lets it go: anybody goes on where it was, and its row says what
        failed. That it was taken over meanwhile, or cancelled, is no error.
        """
        job, owner = await self.job(id_), new_owner()
        self._check_running(job)
        async with self._store.write() as connection:
            if not await claim(connection, job, owner, self.now()):
                raise InvalidRequest(
                    f"Another process is at the {self.kind} {id_}. Fix: let it, or end it and try "
                    f"again after {LEASE.seconds} seconds."
                )
        try:
            yield await self.job(id_), owner
        except LeaseLost:
            pass
        except BaseException as error:
            async with self._store.write() as connection:
                await release(connection, job, owner, _told(error))
            raise

    async def job(self, id_: str) -> Job:
        """Give one. InvalidRequest: there is none of this kind."""
        async with self._store.read() as connection:
            job = await load_job(connection, self.workspace_id, id_)
        if job is None or job.kind != self.kind:
            raise InvalidRequest(
                f"There is no {self.kind} {id_}. Fix: aggregator customers imports lists them."
            )
        return job

    async def history(self, first: int) -> list[Job]:
        """Give the last `first`, newest first."""
        async with self._store.read() as connection:
            return await list_jobs(connection, self.workspace_id, self.kind, first)

    async def retry(self, id_: str) -> Job:
        """Let whoever looks for work try one again that failed. InvalidRequest: it has ended."""
        job = await self.job(id_)
        self._check_running(job)
        async with self._store.write() as connection:
            await note_failure(connection, job, None)
        return replace(job, failure=None)

    async def cancel(self, id_: str) -> Job:
        """Stop one where it is; what it brought stays until it is undone."""
        job = await self.job(id_)
        async with self._store.write() as connection:
            if not await end_job(connection, job, JobState.RUNNING, JobState.CANCELLED, self.now()):
                raise InvalidRequest(
                    f"The {self.kind} {id_} is {job.state}: nothing is to be stopped."
                )
        return await self.job(id_)

    async def undo(self, id_: str, actor: str, most: int = TURN) -> Mapping[str, int]:
        """Take back what one changed: how many were removed and how many put back.

        What was changed since, by another one or by hand, stays as it is. Other writers wait for
        `most` records at a time. Who ends half-way calls it again, and it takes back what is left.
        """
        job = await self.job(id_)
        if job.spec.get("dry"):
            raise InvalidRequest(f"The {self.kind} {id_} was dry: it changed nothing.")
        undoing, done = Undoing(id_), False
        while not done:
            async with self._store.write(lock=writers_lock(self.workspace_id)) as connection:
                before = await self._undoable(connection, id_)
                changes = await self.changes(connection, id_, job.spec["source"], actor)
                done = await undoing.turn(connection, changes, most)
                if done:
                    await end_job(connection, job, before, JobState.UNDONE, self.now())
        return undoing.counts

    async def _undoable(self, connection: AsyncConnection, id_: str) -> JobState:
        """Give the state of one that can be undone. InvalidRequest: it is in another."""
        job = await load_job(connection, self.workspace_id, id_)
        state = None if job is None else job.state
        if state not in (JobState.DONE, JobState.CANCELLED):
            raise InvalidRequest(
                f"The {self.kind} {id_} is {state}. Rule: one that is done or cancelled can be "
                f"undone. Fix: aggregator customers cancel {id_} comes first while it runs."
            )
        return state

    async def give_up(self, job: Job, failure: str) -> None:
        """Say why one cannot even be begun with: nobody tries it again by themselves."""
        async with self._store.write() as connection:
            await note_failure(connection, job, failure)

    def _check_running(self, job: Job) -> None:
        if job.state is not JobState.RUNNING:
            raise InvalidRequest(
                f"The {self.kind} {job.id} is {job.state}: there is nothing to go on with."
            )

    async def outcomes(self, job: Job) -> AsyncIterator[RowOutcome]:
        """Give what became of each row or record so far, in their order."""
        for number in range(1, job.cursor["chunk"] + 1):
            async with self._store.read() as connection:
                chunk = await load_chunk(connection, job, number)
            for outcome in unpacked(chunk) if chunk is not None else ():
                yield outcome


def _told(error: BaseException) -> str | None:
    """Say what failed; None: nothing did, whoever was at it ended, or the database was away."""
    if isinstance(error, DirectoryUnavailable) or not isinstance(error, Exception):
        return None
    return error.message if isinstance(error, AggregatorError) else "The log says why."
