"""One timer for the limits of all calls of a source.

Nearly every call has ended long before it takes too long, and a timer of its own costs it as much
as writing its request. So only the first of all limits has a timer, which is left when its call
ends: when it rings, whatever has become too late is ended, and the next limit gets it.
"""

import asyncio
import math
from types import TracebackType


class TimeLimits:
    """The calls that are under way, and what ends them. May be made before there is a loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.running: dict[TimeLimit, None] = {}
        self._rings = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> "TimeLimit":
        """Limit what is done inside `with`: TimeoutError when it takes longer."""
        return TimeLimit(self, seconds)

    def began(self, limit: "TimeLimit", loop: asyncio.AbstractEventLoop) -> None:
        if loop is not self._loop:  # a timer of another one would never ring
            self._loop, self.running = loop, {}
            self._rings, self._timer = math.inf, None
        self.running[limit] = None
        if limit.at < self._rings:
            self._set(limit.at)

    def close(self) -> None:
        """Leave no timer behind where nothing is under way. May be called again."""
        if self._timer is not None and not self.running:
            self._timer.cancel()
            self._rings, self._timer = math.inf, None

    def _set(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = moment
        if self._loop is not None:
            self._timer = self._loop.call_at(moment, self._ring)

    def _ring(self) -> None:
        moment, self._rings, self._timer = self._rings, math.inf, None
        for limit in [each for each in self.running if each.at <= moment]:
            self.running.pop(limit)
            limit.expire()
        if self.running:
            self._set(min(each.at for each in self.running))


class TimeLimit:
    """One limit: what it cancels tells a TimeoutError; a cancel of somebody else is passed on."""

    __slots__ = ("_before", "_expired", "_limits", "_seconds", "_task", "at")

    def __init__(self, limits: TimeLimits, seconds: float) -> None:
        self._limits = limits
        self._seconds = seconds
        self._task: asyncio.Task[object] | None = None
        self._before = 0
        self._expired = False
        self.at = math.inf

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        if self._task is None:
            raise RuntimeError("a call is made in a task")
        self._before = self._task.cancelling()
        self.at = loop.time() + self._seconds
        self._limits.began(self, loop)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if not self._expired:
            self._limits.running.pop(self, None)
            return
        ours = self._task is not None and self._task.uncancel() <= self._before
        if ours and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def expire(self) -> None:
        """End what is limited: its task is told at its next await."""
        self._expired = True
        if self._task is not None:
            self._task.cancel()
