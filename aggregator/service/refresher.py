"""Renewing copies that were shown stale, when there is room and nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aggregator.domain.plain.request import CardRequest
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

WAITING_MAX = 200
"""Requests that wait to be renewed; more are left to the agent's next look."""

PAUSE = 5.0
"""Seconds after which a source that failed is worth another try."""

Renew = Callable[[CardRequest], Awaitable[None]]


class Refresher:
    """One task that renews one request at a time, the oldest first, only while `has_room`."""

    def __init__(self, renew: Renew, has_room: Callable[[], bool], pause: float = PAUSE) -> None:
        self._renew = renew
        self._has_room = has_room
        self._pause = pause
        self._waiting: dict[CardRequest, None] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    def later(self, request: CardRequest) -> None:
        """Renew what `request` asked for, some time soon; asked twice, it is done once."""
        if self._stopped:
            return
        if len(self._waiting) < WAITING_MAX:
            self._waiting[replace(request, timestamp=None)] = None
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work())

    def forget(self, workspace_id: str) -> None:
        """Drop what waits of a workspace: whom it asks for may be gone."""
        for request in [each for each in self._waiting if each.workspace_id == workspace_id]:
            del self._waiting[request]

    async def stop(self) -> None:
        """Drop what waits, and end what is under way; nothing is renewed any more."""
        self._stopped = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._pause)
            for request in list(self._waiting):
                if not self._has_room():
                    break
                if request not in self._waiting:  # dropped meanwhile
                    continue
                del self._waiting[request]
                try:
                    await self._renew(request)
                except Exception:
                    log.exception("refresh_failed")
