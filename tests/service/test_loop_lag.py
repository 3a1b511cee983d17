"""A loop that wakes sleepers late is busy, one that is on time is not."""

import asyncio

from aggregator.service.loop_lag import BEATS, EVERY, LATE, LoopLag


class Beating:
    """A clock that a test moves, and sleep that moves it: by what was asked and `late` more."""

    def __init__(self) -> None:
        self.now = 0.0
        self.late = 0.0
        self.beats = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late
        self.beats += 1
        await turn()

    async def count(self, beats: int) -> None:
        until = self.beats + beats
        while self.beats < until:
            await turn()
        await turn()


async def turn() -> None:
    await asyncio.sleep(0)


async def test_many_of_the_last_beats_late_make_it_busy() -> None:
    clock = Beating()
    pulse = LoopLag(clock, clock.sleep)
    pulse.start()
    seen = []
    for late in (LATE / 2, LATE * 2, LATE / 2):
        clock.late = late
        await clock.count(BEATS)
        seen.append(pulse.busy())
    await pulse.stop()
    assert seen == [False, True, False]
    assert clock.now >= 3 * BEATS * EVERY


async def test_it_is_not_busy_before_it_has_begun_and_may_be_stopped_twice() -> None:
    pulse = LoopLag(Beating())
    assert not pulse.busy()
    await pulse.stop()
    pulse.start()
    await pulse.stop()
    await pulse.stop()
