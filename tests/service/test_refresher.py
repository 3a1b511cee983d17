"""Renewing stale copies: each once, one after another, only when there is room."""

import asyncio

from aggregator.domain.customer import CustomerIds
from aggregator.domain.plain.request import CardRequest
from aggregator.service import refresher
from aggregator.service.refresher import Refresher


def request(number: int) -> CardRequest:
    return CardRequest(("a",), CustomerIds(email=f"{number}@x.example"), None, None, "w")


class Renewing:
    """Keeps what was renewed; `done` is set at each."""

    def __init__(self, fails: bool = False) -> None:
        self.renewed: list[CardRequest] = []
        self.at_once = self.maximum = 0
        self.done = asyncio.Event()
        self.fails = fails

    async def __call__(self, renewed: CardRequest) -> None:
        self.at_once += 1
        self.maximum = max(self.maximum, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.renewed.append(renewed)
        self.done.set()
        if self.fails:
            raise ZeroDivisionError

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.renewed) < count:
                self.done.clear()
                await self.done.wait()


async def test_each_request_is_renewed_once_and_one_at_a_time() -> None:
    renewing = Renewing()
    refreshing = Refresher(renewing, lambda: True, pause=0)
    for number in (1, 2, 1, 2, 3):
        refreshing.later(request(number))
    await renewing.until(3)
    await refreshing.stop()
    assert renewing.renewed == [request(1), request(2), request(3)]
    assert renewing.maximum == 1


async def test_nothing_is_renewed_while_there_is_no_room() -> None:
    asked = asyncio.Event()
    room = False

    def has_room() -> bool:
        asked.set()
        return room

    renewing = Renewing()
    refreshing = Refresher(renewing, has_room, pause=0)
    refreshing.later(request(1))
    for _ in range(3):
        asked.clear()
        await asked.wait()
    assert renewing.renewed == []
    room = True
    await renewing.until(1)
    await refreshing.stop()


async def test_a_renewal_that_fails_does_not_stop_the_next() -> None:
    renewing = Renewing(fails=True)
    refreshing = Refresher(renewing, lambda: True, pause=0)
    refreshing.later(request(1))
    refreshing.later(request(2))
    await renewing.until(2)
    refreshing.later(request(3))
    await renewing.until(3)
    await refreshing.stop()


async def test_so_many_wait_and_no_more() -> None:
    renewing = Renewing()
    refreshing = Refresher(renewing, lambda: True, pause=0)
    for number in range(refresher.WAITING_MAX + 50):
        refreshing.later(request(number))
    await renewing.until(refresher.WAITING_MAX)
    await refreshing.stop()
    assert len(renewing.renewed) == refresher.WAITING_MAX


async def test_stop_drops_what_waits_and_ends_what_is_under_way() -> None:
    begun = asyncio.Event()

    async def hang(_: CardRequest) -> None:
        begun.set()
        await asyncio.Event().wait()

    refreshing = Refresher(hang, lambda: True, pause=0)
    refreshing.later(request(1))
    await begun.wait()
    before = asyncio.all_tasks()
    await refreshing.stop()
    assert len(asyncio.all_tasks()) == len(before) - 1
    await refreshing.stop()


async def test_what_is_asked_for_after_the_end_starts_nothing() -> None:
    refreshing = Refresher(Renewing(), lambda: True, pause=0)
    await refreshing.stop()
    before = asyncio.all_tasks()
    refreshing.later(request(1))
    assert asyncio.all_tasks() == before


async def test_room_is_looked_for_before_each_and_what_waits_keeps_its_place() -> None:
    renewing = Renewing()
    left = 2

    def has_room() -> bool:
        nonlocal left
        left -= 1
        return left != 0

    refreshing = Refresher(renewing, has_room, pause=0)
    for number in (1, 2, 3):
        refreshing.later(request(number))
    await renewing.until(1)
    assert renewing.renewed == [request(1)]
    await renewing.until(3)
    assert renewing.renewed == [request(1), request(2), request(3)]
    await refreshing.stop()
