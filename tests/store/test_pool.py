import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from aggregator.store import Store

pytestmark = pytest.mark.real_time  # the database's threads, or PostgreSQL

LONGER_THAN_ANY = 20.0
"""Seconds in which a place is had; who is not told of one waits for a minute."""


async def one(store: Store) -> int:
    async with store.write() as connection:
        return int((await connection.execute(text("SELECT 1"))).scalar_one())


async def test_who_waits_in_line_is_told_of_the_place_of_a_connection_that_was_not_opened(
    store: Store,
) -> None:
    pool = store.engines[1].pool
    assert isinstance(pool, QueuePool)
    places = pool.size()
    opening = [asyncio.create_task(one(store)) for _ in range(places)]
    waiting = [asyncio.create_task(one(store)) for _ in range(3 * places)]
    await asyncio.sleep(0)
    for task in opening:
        task.cancel()
    async with asyncio.timeout(LONGER_THAN_ANY):
        assert await asyncio.gather(*waiting) == [1] * len(waiting)
    ended = await asyncio.gather(*opening, return_exceptions=True)
    assert [type(each) for each in ended] == [asyncio.CancelledError] * places
    assert pool.checkedout() == 0
