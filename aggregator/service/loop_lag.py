"""Whether the event loop has more to do than it can: how late it wakes who asked to be woken.

Not the processor's use: where others compute too, or a container is given less than a whole one,
that is far from full while requests already wait for each other.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from aggregator.domain.deadline import Clock

EVERY = 0.01
"""Seconds between two beats."""

LATE = 0.002
"""Seconds by which a beat is late when others were before it; else a loop keeps to 1 ms."""

BEATS = 25
"""The last beats that count; a third of them late, the loop is busy."""


class LoopLag:
    """Beats while it runs. `clock` is monotonic, `sleep` waits as long as it is told by it."""

    def __init__(
        self, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._late: deque[bool] = deque(maxlen=BEATS)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def busy(self) -> bool:
        return 3 * sum(self._late) > BEATS

    async def _beat(self) -> None:
        while True:
            began = self._clock()
            await self._sleep(EVERY)
            self._late.append(self._clock() - began - EVERY > LATE)
