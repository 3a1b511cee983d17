"""Jobs: begun, claimed by a lease, moved on with what they did, ended. Any process goes on.

Whoever works at a job writes where it is in the same transaction as what it did (`checkpoint`), and
only while the job is still its own. So a process that is killed loses nothing and doubles nothing,
and one that was only slow finds out before it writes.
"""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.jobs.tables import job_chunks, jobs

LEASE = timedelta(seconds=30)
"""How long nobody else takes a job whose process does not answer. Each checkpoint begins anew."""

_BEYOND = 2 * LEASE
"""A lease that ends later than that was given before the clock was set back: it is none, for
whoever has it would keep all others from the job until the clock is there again."""


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class LeaseLost(Exception):
    """The job is no longer ours: it was cancelled, ended, or taken over."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of durable work. `spec` never changes; `cursor` and `counts` move on together.

    failure  why whoever was at it last let it go; whoever takes it clears it
    """

    workspace_id: str
    id: str
    kind: str
    state: JobState
    spec: Mapping[str, Any]
    cursor: Mapping[str, Any]
    counts: Mapping[str, int]
    actor: str
    owner: str | None
    lease_until: datetime | None
    created_at: datetime
    updated_at: datetime
    failure: str | None = None


def new_owner() -> str:
    """Name this process as a worker: where it is, its number, and something unique."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


async def create_job(connection: AsyncConnection, job: Job) -> None:
    row = {name: getattr(job, name) for name in Job.__slots__}
    await connection.execute(insert(jobs), {**row, "state": job.state.value})


async def load_job(connection: AsyncConnection, workspace_id: str, id_: str) -> Job | None:
    [found] = [*await _load(connection, _one(workspace_id, id_)), None][:1]
    return found


async def list_jobs(
    connection: AsyncConnection, workspace_id: str, kind: str, first: int
) -> list[Job]:
    """Give the last `first` jobs of a kind, newest first."""
    rows = select(*_COLUMNS).where(jobs.c.workspace_id == workspace_id, jobs.c.kind == kind)
    found = await connection.execute(rows.order_by(jobs.c.id.desc()).limit(first))
    return [_job(row) for row in found]


async def list_running(connection: AsyncConnection, workspace_id: str) -> list[Job]:
    """Give the jobs of every kind that are not ended, whether or not anybody is at them."""
    running = jobs.c.state == JobState.RUNNING.value
    found = await connection.execute(
        select(*_COLUMNS).where(jobs.c.workspace_id == workspace_id, running).order_by(jobs.c.id)
    )
    return [_job(row) for row in found]


def is_free(job: Job, now: datetime) -> bool:
    """Whether a job is to be gone on with and nobody is at it, as far as its row tells."""
    if job.state is not JobState.RUNNING:
        return False
    until = job.lease_until
    held = job.owner is not None and until is not None and now <= until <= now + _BEYOND
    return not held or _is_gone(job.owner or "")


async def claim(connection: AsyncConnection, job: Job, owner: str, now: datetime) -> bool:
    """Take a running job that nobody works at; False: somebody does, or it has ended."""
    until = jobs.c.lease_until
    free = jobs.c.owner.is_(None) | (until < now) | (until > now + _BEYOND)
    if job.owner is not None and _is_gone(job.owner):
        free |= jobs.c.owner == job.owner
    taken = await connection.execute(
        update(jobs)
        .where(_one(job.workspace_id, job.id), jobs.c.state == JobState.RUNNING.value, free)
        .values(owner=owner, lease_until=now + LEASE, updated_at=now, failure=None)
    )
    return taken.rowcount == 1


async def checkpoint(
    connection: AsyncConnection,
    job: Job,
    owner: str,
    now: datetime,
    cursor: Mapping[str, Any],
    counts: Mapping[str, int],
    *,
    done: bool = False,
) -> None:
    """Move a job on, in the transaction of what was done.

    LeaseLost: it is not `owner`'s any more, and what was done is not to be committed.
    """
    moved = await connection.execute(
        _CHECKPOINT,
        {
            "of_workspace": job.workspace_id,
            "of_job": job.id,
            "of_owner": owner,
            "new_state": (JobState.DONE if done else JobState.RUNNING).value,
            "new_owner": None if done else owner,
            "until": None if done else now + LEASE,
            "new_cursor": dict(cursor),
            "new_counts": dict(counts),
            "moment": now,
        },
    )
    if moved.rowcount != 1:
        raise LeaseLost


async def release(
    connection: AsyncConnection, job: Job, owner: str, failure: str | None = None
) -> None:
    """Let anybody take the job at once: we stop before its end, by a `failure` where it is said."""
    await connection.execute(
        update(jobs)
        .where(_one(job.workspace_id, job.id), jobs.c.owner == owner)
        .values(owner=None, lease_until=None, failure=failure)
    )


async def note_failure(connection: AsyncConnection, job: Job, failure: str | None) -> None:
    """Say why a job that nobody is at cannot go on; None: whoever looks for work tries again."""
    free = jobs.c.owner.is_(None)
    await connection.execute(
        update(jobs).where(_one(job.workspace_id, job.id), free).values(failure=failure)
    )


async def end_job(
    connection: AsyncConnection, job: Job, before: JobState, after: JobState, now: datetime
) -> bool:
    """End a job that is in the state `before`; False: it is in another."""
    ended = await connection.execute(
        update(jobs)
        .where(_one(job.workspace_id, job.id), jobs.c.state == before.value)
        .values(state=after.value, owner=None, lease_until=None, updated_at=now)
    )
    return ended.rowcount == 1


async def keep_chunk(connection: AsyncConnection, job: Job, number: int, outcomes: bytes) -> None:
    """Keep what became of a chunk's items; in the transaction of its checkpoint."""
    row = {"workspace_id": job.workspace_id, "job_id": job.id, "number": number}
    await connection.execute(insert(job_chunks), {**row, "outcomes": outcomes})


async def load_chunk(connection: AsyncConnection, job: Job, number: int) -> bytes | None:
    found = await connection.execute(
        select(job_chunks.c.outcomes).where(
            job_chunks.c.workspace_id == job.workspace_id,
            job_chunks.c.job_id == job.id,
            job_chunks.c.number == number,
        )
    )
    outcomes: bytes | None = found.scalar_one_or_none()
    return outcomes


_COLUMNS = [jobs.c[name] for name in Job.__slots__]
_CHECKPOINT = (
    update(jobs)
    .where(
        jobs.c.workspace_id == bindparam("of_workspace"),
        jobs.c.id == bindparam("of_job"),
        jobs.c.owner == bindparam("of_owner"),
        jobs.c.state == JobState.RUNNING.value,
    )
    .values(
        state=bindparam("new_state"),
        owner=bindparam("new_owner"),
        lease_until=bindparam("until"),
        cursor=bindparam("new_cursor"),
        counts=bindparam("new_counts"),
        updated_at=bindparam("moment"),
    )
)


def _one(workspace_id: str, id_: str) -> ColumnElement[bool]:
    return and_(jobs.c.workspace_id == workspace_id, jobs.c.id == id_)


async def _load(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Job | None]:
    return [_job(row) for row in await connection.execute(select(*_COLUMNS).where(which))]


def _job(row: Any) -> Job:
    values = dict(zip(Job.__slots__, row, strict=True))
    return Job(**{**values, "state": JobState(values["state"])})


def _is_gone(owner: str) -> bool:
    """Whether a worker of this machine has ended; one of another is waited for."""
    host, pid, _ = owner.rsplit(":", 2)
    if host != socket.gethostname()[:32] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
