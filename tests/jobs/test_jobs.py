"""Whose a job is, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.jobs.jobs import (
    LEASE,
    Job,
    JobState,
    LeaseLost,
    checkpoint,
    claim,
    create_job,
    is_free,
    load_job,
)
from aggregator.store import Store

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER = "elsewhere:1:a", "elsewhere:2:b"


async def begun(store: Store) -> Job:
    """A job of a worker on another machine, of which nothing is known but its lease."""
    job = Job("w", "job_1", "import", JobState.RUNNING, {}, {}, {}, "test", None, None, NOW, NOW)
    async with store.write() as connection:
        await create_job(connection, job)
        assert await claim(connection, job, ONE, NOW)
        held = await load_job(connection, "w", job.id)
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("later", "free"),
    [
        (timedelta(0), False),
        (LEASE, False),
        (LEASE + timedelta(seconds=1), True),
        (HOUR, True),
        (-LEASE, False),  # clocks of two machines are never quite the same
        (-HOUR, True),  # the clock was set back: nobody waits for an hour
    ],
)
async def test_a_job_is_its_workers_for_as_long_as_a_lease_can_be(
    store: Store, later: timedelta, free: bool
) -> None:
    job = await begun(store)
    assert is_free(job, NOW + later) is free
    async with store.write() as connection:
        assert await claim(connection, job, OTHER, NOW + later) is free


async def test_who_lost_it_writes_nothing_whatever_the_clock_says(store: Store) -> None:
    job = await begun(store)
    async with store.write() as connection:
        assert await claim(connection, job, OTHER, NOW - HOUR)
        with pytest.raises(LeaseLost):
            await checkpoint(connection, job, ONE, NOW, {"row": 1}, {})
        await checkpoint(connection, job, OTHER, NOW - HOUR, {"row": 2}, {})
        found = await load_job(connection, "w", job.id)
    assert found is not None
    assert (found.owner, found.cursor) == (OTHER, {"row": 2})
