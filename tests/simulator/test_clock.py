import asyncio
from datetime import timedelta

import pytest

from aggregator.simulator.clock import EPOCH, RealClock, VirtualClock, within


async def test_a_sleeper_wakes_at_its_own_moment_and_nobody_waits() -> None:
    clock = VirtualClock()
    woken: list[tuple[str, float]] = []

    async def nap(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, (clock.now() - EPOCH).total_seconds()))

    await asyncio.gather(nap("late", 3600), nap("soon", 1), nap("soon too", 1), nap("now", 0))
    assert woken == [("now", 0), ("soon", 1), ("soon too", 1), ("late", 3600)]


async def test_advancing_wakes_everyone_on_the_way_and_moves_on_when_nobody_sleeps() -> None:
    clock = VirtualClock()
    await clock.advance(10)
    naps = [asyncio.create_task(clock.sleep(seconds)) for seconds in (5, 20)]
    await clock.advance(5)
    assert clock.now() == EPOCH + timedelta(seconds=15)
    assert naps[0].done()
    await asyncio.gather(*naps)
    assert clock.now() == EPOCH + timedelta(seconds=30)


async def test_a_limit_breaks_work_off_and_leaves_nothing_running() -> None:
    clock = VirtualClock()
    ended = False

    async def for_ever() -> None:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    with pytest.raises(TimeoutError):
        await within(clock, 15, for_ever())
    assert ended
    assert clock.now() == EPOCH + timedelta(seconds=15)


async def test_work_in_time_gives_its_value_or_its_own_error_and_costs_no_time() -> None:
    clock = VirtualClock()

    async def value() -> int:
        return 7

    async def failure() -> None:
        raise LookupError("its own")

    assert await within(clock, 15, value()) == 7
    with pytest.raises(LookupError, match="its own"):
        await within(clock, 15, failure())
    assert clock.now() == EPOCH


async def test_cancelling_the_caller_cancels_the_work() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(within(RealClock(), 15, work()))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_the_real_clock_is_aware_and_never_goes_back() -> None:
    clock = RealClock()
    moments = [clock.now() for _ in range(100)]
    await clock.sleep(0)
    assert moments == sorted(moments)
    assert moments[0].utcoffset() == timedelta(0)
