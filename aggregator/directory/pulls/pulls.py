"""Pulls: begun, gone on with by any process, page after page; each page is written once.

A page's records and the place of the next page are written in one transaction, as a file's rows
are (imports.py). The source is asked between two transactions, never within one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import IdFactory
from aggregator.directory.imports.outcomes import RowOutcome, counted, packed
from aggregator.directory.imports.workspace_jobs import WorkspaceJobs
from aggregator.directory.kinds import SubjectKind
from aggregator.directory.pulls.pace import Pace, Rest, StayOurs
from aggregator.directory.pulls.pulled import RecordReader
from aggregator.directory.pulls.round_trip import SeenPages
from aggregator.directory.values import Overwriting, Provenance, UpsertRules
from aggregator.directory.write.changes import writers_lock
from aggregator.directory.write.upsert import Writing, decide_upserts
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.lookup import Connector, SourceList
from aggregator.jobs.jobs import (
    Job,
    JobState,
    checkpoint,
    is_free,
    keep_chunk,
    list_jobs,
)
from aggregator.store import Store
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace

MOST_TRIED = 20_000
"""Records of a try: all of them are in memory meanwhile."""

_OVERLAP = timedelta(minutes=5)
"""Asked for twice, so that two clocks that differ lose no change."""
_RECENT = 200

_LISTS: tuple[tuple[str, SubjectKind], ...] = (("accounts", "account"), ("people", "customer"))
"""Accounts first: people may refer to them."""

OnPage = Callable[[Sequence[RowOutcome], Mapping[str, int]], Awaitable[None] | None]


class ReadPage(Protocol):
    """Reads the page of a list at a place; None: the first. Raises SourceError."""

    async def __call__(
        self, all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage: ...


@dataclass(frozen=True, slots=True)
class PulledSource:
    """A source that is pulled from: its name here, what its connector declares, how it is read."""

    name: str
    connector: Connector
    read: ReadPage

    def lists(self) -> list[tuple[str, SubjectKind, SourceList]]:
        """Give the lists there are, in the order in which they are pulled. InvalidRequest: none."""
        found = [
            (name, subject, declared)
            for name, subject in _LISTS
            if (declared := getattr(self.connector, name)) is not None
        ]
        if not found:
            raise InvalidRequest(
                f"The connector {self.connector.key} lists neither people nor accounts. Fix: say "
                "people: in its connector.yaml (docs/customers.md), or import a file."
            )
        return found


class Pulls:
    """The pulls of one workspace. `rest` waits so many seconds for a source."""

    def __init__(
        self,
        store: Store,
        workspace_id: str,
        ids: IdFactory | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rest: Rest = asyncio.sleep,
    ) -> None:
        self._store = store
        self._workspace_id = workspace_id
        self._jobs = WorkspaceJobs(store, workspace_id, "pull", ids, now)
        self._now = now
        self._rest = rest

    async def begin(
        self,
        source: PulledSource,
        actor: str,
        *,
        full: bool = False,
        dry: bool = False,
        served: bool = False,
    ) -> Job:
        """Write down that a source is to be pulled from; `run` does it.

        Only what changed since its last pull began, where its connector can ask so, unless `full`.
        `dry`: nothing is changed, and what would become of each is kept. `served`: a server goes
        on with it by itself; of a source it does one at a time (InvalidRequest).
        """
        first = source.lists()[0][0]
        since = None if full else await self.last(source.name)
        spec = {
            "source": source.name,
            "connector": source.connector.key,
            "since": since and since.isoformat(),
            "dry": dry,
            "served": served,
        }
        job = self._jobs.new(spec, {"list": first, "at": None, "row": 0, "chunk": 0}, actor)
        async with self._store.write(lock=writers_lock(self._workspace_id)) as connection:
            if served:
                pulls = await list_jobs(connection, self._workspace_id, "pull", _RECENT)
                _check_alone(source.name, pulls)
            await self._jobs.begin(connection, job)
        return job

    async def run(self, id_: str, source: PulledSource, on_page: OnPage) -> Job:
        """Pull what is not yet pulled. The job, as it is then.

        Ended by an error or cancelled, it lets the job go: anybody goes on where it was.
        InvalidRequest: there is no such job, or another process is at it. SourceError.
        """
        async with self._jobs.held(id_) as (job, owner):
            names = {name for name, _, _ in source.lists()}
            if job.spec["source"] != source.name or job.cursor["list"] not in names:
                raise InvalidRequest(
                    f"The pull {id_} is of another source or another connector. Fix: pull anew."
                )
            await (self._try if job.spec.get("dry") else self._run)(job, source, owner, on_page)
        return await self.job(id_)

    async def _run(self, job: Job, source: PulledSource, owner: str, on_page: OnPage) -> None:
        lists, cursor, counts = source.lists(), dict(job.cursor), dict(job.counts)
        since = job.spec["since"] and datetime.fromisoformat(job.spec["since"])
        names = [name for name, _, _ in lists]

        async def stay_ours() -> None:
            async with self._store.write() as connection:
                await checkpoint(connection, job, owner, self._now(), cursor, counts)

        pace, seen = Pace(self._rest, stay_ours), None
        while True:
            _, subject, declared = lists[names.index(cursor["list"])]
            reader = RecordReader(source.name, subject, declared)
            at = None if cursor["at"] is None else PagePlace(*cursor["at"])
            if seen is None or at is None:
                seen = SeenPages(source.name, at)
            page = await pace.page(partial(source.read, declared, at, since))
            seen.check(page)
            rows, chunk = cursor["row"], cursor["chunk"] + bool(page.records)
            after = _after(names, cursor["list"], page)
            cursor = {**cursor, **after, "row": rows + len(page.records), "chunk": chunk}
            async with self._store.write(lock=writers_lock(self._workspace_id)) as connection:
                outcomes = await self._decide(connection, job, source, reader, page.records, rows)
                counts = counted(counts, outcomes)
                last = not after
                await checkpoint(connection, job, owner, self._now(), cursor, counts, done=last)
                if outcomes:
                    await keep_chunk(connection, job, chunk, packed(outcomes))
            await _tell(on_page, outcomes, counts)
            if last:
                return

    async def attempt(
        self, source: PulledSource, actor: str, on_page: OnPage, *, full: bool = False
    ) -> dict[str, int]:
        """Do everything, tell `on_page`, and take all of it back. At most `MOST_TRIED` records."""
        since = None if full else await self.last(source.name)
        tried = {"source": source.name, "dry": True}
        job = self._jobs.new(tried, {}, actor, kept=False)
        pages = [page async for page in self._everything(source, since)]
        return await self._decided(job, source, pages, on_page)

    async def _try(self, job: Job, source: PulledSource, owner: str, on_page: OnPage) -> None:
        """Do a dry pull: what would become of each is kept when all of it is known."""
        since = job.spec["since"] and datetime.fromisoformat(job.spec["since"])
        pages: list[_Read] = []

        async def stay_ours() -> None:
            async with self._store.write() as connection:
                await checkpoint(connection, job, owner, self._now(), job.cursor, job.counts)

        async for page in self._everything(source, since, stay_ours):
            pages.append(page)
            await stay_ours()
        kept: list[bytes] = []

        async def on_tried(outcomes: Sequence[RowOutcome], counts: Mapping[str, int]) -> None:
            kept.append(packed(outcomes))
            await _tell(on_page, outcomes, counts)

        counts = await self._decided(job, source, pages, on_tried)
        async with self._store.write() as connection:
            cursor = {**job.cursor, "row": sum(counts.values()), "chunk": len(kept)}
            await checkpoint(connection, job, owner, self._now(), cursor, counts, done=True)
            for number, outcomes in enumerate(kept, 1):
                await keep_chunk(connection, job, number, outcomes)

    async def _everything(
        self,
        source: PulledSource,
        since: datetime | None,
        stay_ours: StayOurs | None = None,
    ) -> AsyncIterator["_Read"]:
        """Read every list, `MOST_TRIED` records of all of them at most."""
        rows, pace = 0, Pace(self._rest, stay_ours)
        for _, subject, declared in source.lists():
            reader, at = RecordReader(source.name, subject, declared), None
            seen = SeenPages(source.name, at)
            while rows < MOST_TRIED:
                page = await pace.page(partial(source.read, declared, at, since))
                seen.check(page)
                yield reader, page.records[: MOST_TRIED - rows]
                rows, at = rows + len(page.records), page.following
                if at is None:
                    break

    async def _decided(
        self, job: Job, source: PulledSource, pages: Sequence["_Read"], on_page: OnPage
    ) -> dict[str, int]:
        """Decide all that was read, and take it back."""
        counts, rows = counted({}, ()), 0
        async with self._store.write(lock=writers_lock(self._workspace_id)) as connection:
            for reader, records in pages:
                outcomes = await self._decide(connection, job, source, reader, records, rows)
                counts, rows = counted(counts, outcomes), rows + len(records)
                await _tell(on_page, outcomes, counts)
            await connection.rollback()
        return counts

    async def _decide(
        self,
        connection: AsyncConnection,
        job: Job,
        source: PulledSource,
        reader: RecordReader,
        records: Sequence[object],
        before: int,
    ) -> list[RowOutcome]:
        by = Provenance(source.name, job.actor, import_id=job.id or None, weak=reader.trust)
        rules = UpsertRules(Overwriting.REPLACE, told_apart_by=(source.name, reader.kind))
        writing = Writing(self._workspace_id, self._jobs.ids, self._now(), by, rules)
        said = await reader.anchor(connection, self._workspace_id, reader.all_said(records))
        done, changes = await decide_upserts(connection, writing, said)
        await changes.write(connection)
        numbers = range(before + 1, before + 1 + len(said))
        return list(map(RowOutcome, numbers, done))

    async def last(self, source: str) -> datetime | None:
        """Say from when on a source's changes are not known: a little before its last pull.

        None: not known at all. What was undone is missing again, so everybody is asked for; and so
        they are where the clock was set back: nothing has changed since a moment to come.
        """
        last, present = None, self._now() + _OVERLAP
        for job in await self.history(_RECENT):
            if job.spec["source"] != source or job.spec.get("dry"):
                continue
            if job.state is JobState.UNDONE or job.created_at > present:
                return None
            if job.state is JobState.DONE:
                last = last or job.created_at - _OVERLAP
                if job.spec["since"] is None:
                    return last
        return None

    async def history(self, first: int) -> list[Job]:
        """Give the last `first` pulls, newest first."""
        return await self._jobs.history(first)

    async def unfinished(self) -> list[Job]:
        """Give those that a server goes on with and that nobody is at, oldest first."""
        found = [job for job in await self.history(_RECENT) if job.spec.get("served")]
        return [job for job in reversed(found) if is_free(job, self._now()) and not job.failure]

    async def give_up(self, job: Job, failure: str) -> None:
        """Say why one cannot be gone on with; it waits for `retry`."""
        await self._jobs.give_up(job, failure)

    async def retry(self, id_: str) -> Job:
        """Let a server go on with one that failed. InvalidRequest: it has ended, or is none's."""
        job = await self._jobs.job(id_)
        if not job.spec.get("served"):
            raise InvalidRequest(
                f"The pull {id_} was begun by a command. "
                f"Fix: aggregator customers pull {job.spec['source']} --resume {id_}"
            )
        return await self._jobs.retry(id_)

    async def cancel(self, id_: str) -> Job:
        """Stop a pull where it is; what it brought stays until it is undone."""
        return await self._jobs.cancel(id_)

    async def undo(self, id_: str, actor: str) -> Mapping[str, int]:
        """Take back what a pull changed: how many were removed and how many put back."""
        return await self._jobs.undo(id_, actor)

    def outcomes(self, job: Job) -> AsyncIterator[RowOutcome]:
        """Give what became of each record so far, in the source's order."""
        return self._jobs.outcomes(job)

    async def job(self, id_: str) -> Job:
        """Give a pull; InvalidRequest: there is none of this id."""
        return await self._jobs.job(id_)


_Read = tuple[RecordReader, list[object]]
"""A page's records, and what reads them."""


def _check_alone(source: str, pulls: Sequence[Job]) -> None:
    """InvalidRequest: a server is at the source, or was and could not go on."""
    for job in pulls:
        served = job.spec["source"] == source and job.spec.get("served")
        if served and job.state is JobState.RUNNING:
            stopped = "resume or cancel it" if job.failure else "follow it, or cancel it"
            raise InvalidRequest(f"{source} is being pulled from: {job.id}. Fix: {stopped}.")


async def _tell(on_page: OnPage, outcomes: Sequence[RowOutcome], counts: Mapping[str, int]) -> None:
    told = on_page(outcomes, counts)
    if told is not None:
        await told


def _after(names: Sequence[str], name: str, page: ListPage) -> dict[str, Any]:
    """Where a pull goes on after a page; empty: it was the last."""
    if page.following is not None:
        return {"at": [*page.following]}
    following = names[names.index(name) + 1 :]
    return {"list": following[0], "at": None} if following else {}
