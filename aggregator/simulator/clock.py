"""Time for the local Plain: the real one, and one that jumps, so that an hour takes no time."""

import asyncio
import contextlib
import heapq
import itertools
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

ValueT = TypeVar("ValueT")

EPOCH = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""When a virtual clock begins, unless told otherwise."""


class PlainClock(Protocol):
    """What the local Plain knows of time."""

    def now(self) -> datetime:
        """Give this moment, in UTC; it never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Return `seconds` later."""


class RealClock:
    """The machine's time. `now` counts on from the start, so a corrected clock cannot turn it."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._zero = time.perf_counter()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=time.perf_counter() - self._zero)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class VirtualClock:
    """Time that jumps to the next waking whenever nothing else is left to do.

    For transports in memory only: "nothing left" is `ticks` turns of the event loop in which no
    sleeper came or went. A real socket would be waited for no longer than that.
    """

    def __init__(self, start: datetime = EPOCH, ticks: int = 100) -> None:
        self._now = start
        self._ticks = ticks
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._driver: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (self._now + timedelta(seconds=seconds), next(self._numbers), waking)
        heapq.heappush(self._sleepers, entry)
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive())
        await waking

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass, waking everyone on the way, each at their own moment."""
        until = self._now + timedelta(seconds=seconds)
        await self._settle()
        while (due := self._next()) is not None and due <= until:
            self._wake(due)
            await self._settle()
        self._now = max(self._now, until)

    async def _drive(self) -> None:
        while True:
            await self._settle()
            due = self._next()
            if due is None:
                return
            self._wake(due)

    async def _settle(self) -> None:
        quiet = 0
        before = self._census()
        while quiet < self._ticks:
            await asyncio.sleep(0)
            after = self._census()
            quiet = quiet + 1 if after == before else 0
            before = after

    def _census(self) -> tuple[int, int]:
        return len(self._sleepers), sum(waking.done() for _, _, waking in self._sleepers)

    def _next(self) -> datetime | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def _wake(self, due: datetime) -> None:
        self._now = max(self._now, due)
        while self._sleepers and self._sleepers[0][0] <= due:
            waking = heapq.heappop(self._sleepers)[2]
            if not waking.done():
                waking.set_result(None)


async def within(clock: PlainClock, seconds: float, work: Coroutine[Any, Any, ValueT]) -> ValueT:
    """Do `work`; TimeoutError when `clock` says that `seconds` passed first."""
    doing = asyncio.create_task(work)
    limit = asyncio.create_task(clock.sleep(seconds))
    try:
        await asyncio.wait((doing, limit), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise TimeoutError
        return doing.result()
    finally:
        await _end(doing)
        await _end(limit)


async def _end(task: asyncio.Task[Any]) -> None:
    """Cancel `task` and see it end; what it raised by then is of no interest any more."""
    if task.done():
        return
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await task
