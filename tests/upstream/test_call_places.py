"""Places for calls: never more at once than there are, whoever leaves, and in whichever moment."""

import asyncio
import random

import pytest

from aggregator.upstream.call_places import CallPlaces


async def test_who_waits_gets_a_place_in_the_order_of_their_coming() -> None:
    places = CallPlaces(1)
    assert places.take()
    assert not places.take()
    came: list[int] = []

    async def wait(number: int) -> None:
        assert await places.wait(5)
        came.append(number)

    waiting = [asyncio.create_task(wait(number)) for number in range(3)]
    await asyncio.sleep(0)
    for _ in range(3):
        places.give()
        await asyncio.sleep(0.1)
    assert came == [0, 1, 2]
    await asyncio.gather(*waiting)
    assert not places.take()
    places.give()
    assert places.take()


async def test_who_waited_too_long_takes_no_place_with_them() -> None:
    places = CallPlaces(1)
    assert places.take()
    assert not await places.wait(1)
    places.give()
    assert places.take()


async def test_a_place_that_is_given_to_somebody_who_leaves_goes_on() -> None:
    places = CallPlaces(1)
    assert places.take()
    leaving = asyncio.create_task(places.wait(5))
    staying = asyncio.create_task(places.wait(5))
    await asyncio.sleep(0)
    places.give()
    leaving.cancel()  # it has the place, and does not know yet
    assert await staying
    assert leaving.cancelled()


@pytest.mark.parametrize("given_first", [True, False])
async def test_a_place_that_comes_in_the_moment_it_is_too_late_is_not_lost(
    given_first: bool,
) -> None:
    places, loop = CallPlaces(1), asyncio.get_running_loop()
    assert places.take()
    if given_first:
        loop.call_at(loop.time() + 1.0, places.give)
    waiting = asyncio.create_task(places.wait(1.0))
    await asyncio.sleep(0)
    if not given_first:
        loop.call_at(loop.time() + 1.0, places.give)
    assert await waiting or places.take()
    assert not places.take()


async def test_those_who_wait_have_one_timer_and_none_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places, loop = CallPlaces(1), asyncio.get_running_loop()
    made: list[asyncio.TimerHandle] = []
    real = loop.call_at

    def counting(moment: float, *rest: object, **named: object) -> asyncio.TimerHandle:
        made.append(real(moment, *rest, **named))  # type: ignore[arg-type]  # as it came
        return made[-1]

    monkeypatch.setattr(loop, "call_at", counting)
    assert places.take()
    waiting = [asyncio.create_task(places.wait(5.0)) for _ in range(50)]
    for _ in range(50):
        await asyncio.sleep(0)
        places.give()
    assert all(await asyncio.gather(*waiting))
    places.close()
    assert [timer.cancelled() for timer in made] == [True]


async def test_whatever_ends_them_no_place_is_lost_and_none_is_taken_twice() -> None:
    chance = random.Random(7)  # noqa: S311 a test
    places = CallPlaces(3)
    held = most = 0

    async def call() -> None:
        nonlocal held, most
        if not places.take() and not await places.wait(chance.random()):
            return
        held += 1
        most = max(most, held)
        try:
            await asyncio.sleep(chance.random() / 5)
        finally:
            held -= 1
            places.give()

    calls = [asyncio.create_task(call()) for _ in range(200)]
    while not all(each.done() for each in calls):
        chance.choice(calls).cancel()
        await asyncio.sleep(chance.random() / 50)
    assert most == 3
    assert [places.take() for _ in range(4)] == [True, True, True, False]
