"""Whoever looks for work looks when woken, goes on after a failure, and ends when it is stopped."""

import asyncio

from aggregator.domain.errors import DirectoryUnavailable
from aggregator.service.lookout import EVERY, Lookout


class Looks:
    def __init__(self, *fails: Exception) -> None:
        self.many = 0
        self._fails = list(fails)

    async def __call__(self) -> None:
        self.many += 1
        if self._fails:
            raise self._fails.pop()


async def test_it_looks_at_once_when_it_is_woken_and_after_a_while_by_itself() -> None:
    looks = Looks(DirectoryUnavailable("away"), ValueError("a bug"))
    lookout = Lookout("work", looks)
    lookout.start()
    await asyncio.sleep(0.1)
    assert looks.many == 1
    lookout.wake()
    await asyncio.sleep(0.1)
    assert looks.many == 2
    await asyncio.sleep(EVERY)
    assert looks.many == 3
    await lookout.stop()


async def test_stopped_in_the_moment_in_which_it_is_woken_it_ends() -> None:
    looks = Looks()
    lookout = Lookout("work", looks)
    lookout.start()
    await asyncio.sleep(0.1)
    lookout.wake()
    async with asyncio.timeout(1):
        await lookout.stop()
    await asyncio.sleep(EVERY * 2)
    assert looks.many == 1
