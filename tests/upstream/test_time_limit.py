"""One timer ends whatever takes too long, as one of its own would."""

import asyncio

import pytest

from aggregator.upstream.time_limit import TimeLimits
from tests.support.still_loop import StillLoop


async def limited(limits: TimeLimits, seconds: float, takes: float) -> str:
    with limits.within(seconds):
        await asyncio.sleep(takes)
    return "done"


async def test_what_is_quick_is_not_touched_and_what_is_late_is_ended_at_its_moment() -> None:
    limits, loop = TimeLimits(), asyncio.get_running_loop()
    began = loop.time()
    ended: dict[str, float] = {}

    async def told(name: str, seconds: float, takes: float) -> str:
        try:
            return await limited(limits, seconds, takes)
        finally:
            ended[name] = round(loop.time() - began, 3)

    found = await asyncio.gather(
        told("quick", 5.0, 0.5),
        told("late", 2.0, 9.0),
        told("sooner", 1.0, 9.0),
        told("later", 3.0, 9.0),
        told("just", 4.0, 3.9),
        return_exceptions=True,
    )
    assert [type(each) for each in found] == [str, TimeoutError, TimeoutError, TimeoutError, str]
    assert ended == {"quick": 0.5, "sooner": 1.0, "late": 2.0, "later": 3.0, "just": 3.9}


async def test_no_time_at_all_is_a_limit_too() -> None:
    with pytest.raises(TimeoutError):
        await limited(TimeLimits(), 0.0, 1.0)


async def test_another_cancel_is_passed_on() -> None:
    limits = TimeLimits()
    task = asyncio.create_task(limited(limits, 5.0, 9.0))
    await asyncio.sleep(1.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # Its limit went with it: what comes after in the same moment has its own.
    assert await limited(limits, 5.0, 4.5) == "done"


async def test_a_cancel_from_outside_in_the_same_turn_is_not_swallowed() -> None:
    limits = TimeLimits()
    task = asyncio.create_task(limited(limits, 1.0, 9.0))
    asyncio.get_running_loop().call_later(1.0, task.cancel)
    with pytest.raises((asyncio.CancelledError, TimeoutError)):
        await task
    assert task.cancelled() or task.cancelling() > 0


async def test_an_error_inside_stays_that_error_and_the_task_goes_on() -> None:
    limits = TimeLimits()
    with pytest.raises(ValueError, match="amiss"), limits.within(1.0):
        raise ValueError("amiss")
    await asyncio.sleep(2.0)  # beyond the limit: nothing is left that would end it
    assert await limited(limits, 1.0, 0.5) == "done"


async def test_one_timer_for_many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, limits = asyncio.get_running_loop(), TimeLimits()
    made: list[float] = []
    real = loop.call_at

    def counting(moment: float, *rest: object, **named: object) -> asyncio.TimerHandle:
        made.append(moment)
        return real(moment, *rest, **named)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(loop, "call_at", counting)
    for _ in range(50):
        with limits.within(5.0):
            await asyncio.sleep(0)
    assert len(made) == 1
    limits.close()


def test_a_limit_holds_in_another_loop_too() -> None:
    limits = TimeLimits()

    async def once(seconds: float, takes: float) -> str:
        return await limited(limits, seconds, takes)

    with asyncio.Runner(loop_factory=StillLoop) as first:
        assert first.run(once(1.0, 0.5)) == "done"  # its timer is left, and its loop gone
    with asyncio.Runner(loop_factory=StillLoop) as second, pytest.raises(TimeoutError):
        second.run(once(2.0, 60.0))
