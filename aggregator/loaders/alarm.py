"""One timer for all moments at which something is to happen to a request.

Most requests are answered before any of them: of two deadlines and the answer's own moment, none
comes. So only the next one has a timer, and the one after it gets it when that has rung.
"""

import asyncio
from collections.abc import Callable
from operator import itemgetter

from aggregator.domain.deadline import Deadline

TOGETHER = 0.001
"""Seconds between two moments that ring together: one deadline, read twice."""


class Alarm:
    """Calls what it is given when its moment comes, in the order of the moments."""

    def __init__(self) -> None:
        self._moments: list[tuple[float, Callable[[], None]]] = []
        self._next = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def at(self, deadline: Deadline, work: Callable[[], None]) -> None:
        """Call `work` at `deadline`, unless it is closed before."""
        moment = asyncio.get_running_loop().time() + deadline.remaining()
        self._moments.append((moment, work))
        if self._timer is None or moment < self._next - TOGETHER:
            self._set(moment)

    def close(self) -> None:
        """Ring no more. May be called again."""
        self._moments = []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = moment
        self._timer = asyncio.get_running_loop().call_at(moment, self._ring)

    def _ring(self) -> None:
        self._timer = None
        moments = sorted(self._moments, key=itemgetter(0))
        until = self._next + TOGETHER
        self._moments = [each for each in moments if each[0] > until]
        if self._moments:
            self._set(self._moments[0][0])
        for moment, work in moments:
            if moment <= until:
                work()
