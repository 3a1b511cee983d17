"""Places for calls: never more at once than there are, whoever leaves, and in whichever moment."""

import asyncio
import random

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
