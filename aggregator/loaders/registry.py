"""All loaders of one request, and the one dispatcher that flushes them together."""

import asyncio
from collections.abc import Hashable
from typing import Any, TypeVar

from aggregator.domain.deadline import Deadline
from aggregator.loaders.alarm import Alarm
from aggregator.loaders.loader import BatchLoad, Loader
from aggregator.telemetry.trace import Trace

QUIET_TURNS = 3
"""Turns of the event loop without a new key, after which everything asked so far is sent.

Two turns split one batch into several where operations of different depth have asynchronous
siblings; three gave one, under asyncio and under uvloop alike.
"""

GRACE = 1.0
"""Seconds that closing waits for what it has ended. Longer takes only a database that hangs, and
the answer is not to hang with it."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loaders:
    """Makes each loader once, counts quiet turns, and ends what is in flight when it closes."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.alarm = Alarm()
        self._loaders: dict[str, Loader[Any, Any]] = {}
        self._asked: dict[Loader[Any, Any], None] = {}
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._quiet = 0
        self._armed = False
        self._closed = False

    def get(self, name: str, batch_load: BatchLoad[K, V], limit: int | None = None) -> Loader[K, V]:
        """The loader called `name`, made on first use; `limit` is the most keys of one fetch."""
        loader = self._loaders.get(name)
        if loader is None:
            loader = self._loaders[name] = Loader(self, name, batch_load, limit)
        return loader

    def known(self, name: str) -> Loader[Any, Any] | None:
        """The loader called `name`, if there is one."""
        return self._loaders.get(name)

    def asked(self, loader: Loader[Any, Any]) -> None:
        """`loader` has a new key to send: count quiet turns from here."""
        self._asked[loader] = None
        self._quiet = 0
        if not self._armed:
            self._armed = True
            asyncio.get_running_loop().call_soon(self._turn)

    def sent(self, task: asyncio.Task[Any]) -> None:
        """`task` carries a batch: it must not outlive the request."""
        if self._closed:
            task.cancel()
        self._in_flight.add(task)

    def ended(self, task: asyncio.Task[Any]) -> None:
        """`task` has nothing more to wait for."""
        self._in_flight.discard(task)

    async def close(self, last: Deadline | None = None) -> None:
        """End what is in flight, and send nothing more: nobody waits for it.

        Returns after GRACE at the latest, and at `last`.
        """
        self._closed = True
        self.alarm.close()
        in_flight = [*self._in_flight]
        for task in in_flight:
            task.cancel()
        if in_flight:
            grace = GRACE if last is None else min(GRACE, last.remaining())
            await asyncio.wait(in_flight, timeout=grace)
        for loader in self._loaders.values():
            loader.close()
        self._loaders = {}

    def _turn(self) -> None:
        if self._closed:
            return
        self._quiet += 1
        if self._quiet <= QUIET_TURNS:
            asyncio.get_running_loop().call_soon(self._turn)
            return
        self._armed = False
        asked, self._asked = self._asked, {}
        for loader in asked:
            loader.dispatch()
