"""Eight who write and fifty who read at once, from a server and beside it: nobody is refused."""

import asyncio

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.customer import CustomerIds
from aggregator.store import Store
from tests.support.stores import BY
from tests.support.upserts import W, one

WRITERS, READERS, TIMES = 8, 50, 3


async def test_writers_and_readers_wait_for_each_other_and_none_is_told_that_it_is_locked(
    database_url: str, directory: Directory
) -> None:
    beside = Store(database_url)
    both = [directory, Directory(beside)]

    async def write(number: int) -> None:
        mine = both[number % 2]
        for _ in range(TIMES):
            kept = await one(mine, CustomerUpsert(f"x{number}"))
            goes = await one(mine, CustomerUpsert(None, f"p{number}"))
            assert kept.id is not None
            assert goes.id is not None
            await mine.merge(W, BY, goes.id, kept.id, force=True)
            await mine.unmerge(W, BY, goes.id, UnmergeAnswers())

    async def read(number: int) -> None:
        for _ in range(TIMES):
            await both[number % 2].resolve(W, [CustomerIds(external_id=f"x{number % WRITERS}")])
            await both[number % 2].page(W, 10)

    try:
        await asyncio.gather(*map(write, range(WRITERS)), *map(read, range(READERS)))
    finally:
        await beside.close()
    assert (await directory.page(W, 1)).total == 2 * WRITERS
