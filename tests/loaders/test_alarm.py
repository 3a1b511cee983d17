"""A request's moments: each rings once, in order, and only the next one has a timer."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from aggregator.domain.deadline import Deadline
from aggregator.loaders import Alarm


def timers_from_now_on(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.TimerHandle]:
    """Give a list of all that the loop will be asked for."""
    loop = asyncio.get_running_loop()
    made: list[asyncio.TimerHandle] = []
    real = loop.call_at

    def call_at(
        when: float, work: Callable[[], Any], *more: Any, **named: Any
    ) -> asyncio.TimerHandle:
        made.append(real(when, work, *more, **named))
        return made[-1]

    monkeypatch.setattr(loop, "call_at", call_at)
    return made


@pytest.fixture
def rung() -> list[str]:
    return []


def after(seconds: float) -> Deadline:
    return Deadline.after(seconds, asyncio.get_running_loop().time)


async def test_moments_that_never_come_cost_one_timer(
    monkeypatch: pytest.MonkeyPatch, rung: list[str]
) -> None:
    alarm, timers = Alarm(), timers_from_now_on(monkeypatch)
    for seconds in (4.0, 4.0, 10.0, 4.0, 12.0):
        alarm.at(after(seconds), lambda: rung.append("never"))
    alarm.close()
    alarm.close()
    [timer] = timers
    assert timer.cancelled()
    await asyncio.sleep(20)
    assert rung == []


async def test_each_rings_at_its_moment_and_in_order(rung: list[str]) -> None:
    alarm = Alarm()
    began = asyncio.get_running_loop().time()

    def told(name: str) -> Callable[[], None]:
        return lambda: rung.append(f"{name} {asyncio.get_running_loop().time() - began:.0f}")

    for name, seconds in (("answer", 10.0), ("card", 4.0), ("slow card", 6.0), ("last", 10.0)):
        alarm.at(after(seconds), told(name))
    await asyncio.sleep(20)
    assert rung == ["card 4", "slow card 6", "answer 10", "last 10"]


async def test_who_hears_one_may_set_another(rung: list[str]) -> None:
    alarm = Alarm()
    alarm.at(after(1.0), lambda: alarm.at(after(1.0), lambda: rung.append("second")))
    alarm.at(after(5.0), lambda: rung.append("third"))
    await asyncio.sleep(3)
    assert rung == ["second"]
    await asyncio.sleep(3)
    assert rung == ["second", "third"]


async def test_what_is_closed_by_what_rings_rings_no_more(rung: list[str]) -> None:
    alarm = Alarm()
    alarm.at(after(1.0), alarm.close)
    alarm.at(after(2.0), lambda: rung.append("too late"))
    await asyncio.sleep(5)
    assert rung == []
