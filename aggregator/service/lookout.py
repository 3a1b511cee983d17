"""One task that looks for work from time to time, or at once when it is woken."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aggregator.domain.errors import AggregatorError
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

EVERY = 15.0
"""Seconds after which it looks for what another process left."""


class Lookout:
    """Calls `look`, which does what it finds. `name` tells it in the log."""

    def __init__(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._look = look
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look at once."""
        self._woken.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """End what it is at, too."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._look()
            except AggregatorError as error:  # the database is away: the next look tells
                log.warning("not_looked_at", what=self._name, code=error.code)
            except Exception:
                log.exception("not_looked_at", what=self._name)
            with suppress(TimeoutError):
                # Not wait_for: on 3.11 it loses the end of whoever is woken at the same moment.
                async with asyncio.timeout(EVERY):
                    await self._woken.wait()
