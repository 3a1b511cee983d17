"""How far a job is, as server-sent events: from the database, whichever process is at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from pydantic import Field
from starlette.responses import Response, StreamingResponse

from aggregator.domain.errors import AggregatorError, Overloaded
from aggregator.jobs.jobs import Job, JobState
from aggregator.web.api.people import ApiModel

EVERY = 0.5
"""Seconds between two looks."""
LONGEST = 240
"""Looks of one connection; then its client connects again, as event sources do by themselves."""
QUIET = 30
"""Looks without news after which a comment keeps the connection open."""
AT_ONCE = 16

_open = 0


class JobProgress(ApiModel):
    """How far a job is."""

    id: str
    state: JobState
    row: int = Field(description="Rows of the file, or records of the source, that were read.")
    rows: int | None = Field(description="Of how many; null: nobody knows how many a source has.")
    counts: dict[str, int] = Field(description="created, updated, unchanged, failed.")
    failure: str | None = Field(description="Why it stopped; `resume` tries again.")


JobLook = Callable[[str], Awaitable[Job]]
"""Looks at a job again."""


def progress(look: JobLook, job: Job, last_id: str | None) -> Response:
    """Answer with the events after `last_id`. Overloaded: too many listen."""
    if _open >= AT_ONCE:
        raise Overloaded("More connections follow jobs than can be served. Ask again.")
    seen = int(last_id) if last_id and last_id.isascii() and last_id.isdigit() else -1
    return StreamingResponse(
        _events(look, job, seen),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(look: JobLook, job: Job, seen: int) -> AsyncIterator[str]:
    global _open  # noqa: PLW0603 connections of this process
    _open += 1
    try:
        yield "retry: 2000\n\n"
        quiet = 0
        for _ in range(LONGEST):
            row = int(job.cursor["row"])
            if job.state is not JobState.RUNNING:
                yield _event("end", row, job)
                return
            if job.failure is not None:
                yield _event("failed", row, job)
                return
            if row > seen:
                seen, quiet = row, 0
                yield _event("progress", row, job)
            elif (quiet := quiet + 1) % QUIET == 0:
                yield ": still at it\n\n"
            await asyncio.sleep(EVERY)
            try:
                job = await look(job.id)
            except AggregatorError:
                return  # its client asks again
    finally:
        _open -= 1


def _event(name: str, row: int, job: Job) -> str:
    told = JobProgress(
        id=job.id,
        state=job.state,
        row=row,
        rows=job.spec.get("rows"),
        counts=dict(job.counts),
        failure=job.failure,
    )
    return f"event: {name}\nid: {row}\ndata: {told.model_dump_json(by_alias=True)}\n\n"
