"""Hears what was changed in the directory, by this process or another: a command, another server.

Nobody tells it: it asks the log of events for what came after the last one it knows of. Before a
copy is used it asks, and waits; else every second or so, so that nothing is kept for long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from aggregator.directory.read.news import DirectoryNews, EventMark
from aggregator.directory.read.remembered import HeardMark
from aggregator.domain.errors import AggregatorError
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

EVERY = 1.0
"""Seconds between two looks while something is kept that may be no longer so."""

IDLE = 15.0
"""The same while nothing is."""

PATIENCE = 0.5
"""Seconds that an answer waits to hear. A database that does not answer within them is changed by
nobody else either, as far as can be known: copies are there for when it is away."""


class DirectoryLog(Protocol):
    """The directory, by its log."""

    async def last_event(self, workspace_id: str) -> EventMark: ...
    async def news(self, workspace_id: str, after: EventMark) -> DirectoryNews: ...


OnNews = Callable[[str, DirectoryNews], Awaitable[None]]
"""Hears of a workspace what happened, once and in order."""


OnErased = Callable[[Sequence[str]], object]
"""Hears by which ids and identities somebody was known who was erased; may take its time."""


def nobody_is_recorded(_: Sequence[str]) -> None:
    return None


class HeardMemory(Protocol):
    """Keeps what the directory said, and learns up to when all that happened was heard."""

    def mark(self) -> HeardMark: ...
    def heard(self, workspace_id: str, mark: HeardMark, /) -> None: ...


class Hearing:
    """One look at a time in each workspace, shared by all who ask while it has not begun."""

    def __init__(
        self,
        directory: DirectoryLog,
        workspaces: Callable[[], Sequence[str]],
        keeps: Callable[[], bool],
        on_news: OnNews,
        memory: HeardMemory,
    ) -> None:
        self._directory = directory
        self._memory = memory
        self._workspaces = workspaces
        self._keeps = keeps
        self._on_news = on_news
        self._known: dict[str, EventMark] = {}
        self._deaf: set[str] = set()
        """Workspaces of which the last look failed."""
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._next: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """What happened before is no news: nothing is kept yet."""
        for workspace_id in self._workspaces():
            mark = self._memory.mark()
            self._known[workspace_id] = await self._directory.last_event(workspace_id)
            self._memory.heard(workspace_id, mark)
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        tasks = [*self._looks.values(), *self._next.values()]
        if self._task is not None:
            tasks.append(self._task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def hear(self, workspace_id: str) -> None:
        """Hear all that was committed before this was called; or that the database is away."""
        await asyncio.wait([self.soon(workspace_id)], timeout=PATIENCE)

    def soon(self, workspace_id: str) -> "asyncio.Task[None]":
        """Begin to hear it, without waiting for it."""
        look = self._next.get(workspace_id)
        if look is None:
            # Of one under way it is not known what it still sees: the one after it sees all.
            before = self._looks.get(workspace_id)
            look = asyncio.create_task(self._look_after(before, workspace_id))
            self._next[workspace_id] = look
        return look

    async def _look_after(self, before: asyncio.Task[None] | None, workspace_id: str) -> None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._looks[workspace_id] = self._next.pop(workspace_id)
        try:
            await self._look(workspace_id)
            self._deaf.discard(workspace_id)
        except AggregatorError as error:  # the database is away: told once, not each second
            if workspace_id not in self._deaf:
                self._deaf.add(workspace_id)
                log.warning("changes_not_heard", code=error.code, workspace=workspace_id)
        except Exception:
            log.exception("changes_not_heard")

    async def _look(self, workspace_id: str) -> None:
        mark, known = self._memory.mark(), self._known.get(workspace_id)
        if known is None:  # a workspace that was added to the settings: what did it miss?
            last = await self._directory.last_event(workspace_id)
            news = DirectoryNews(last, everybody=True)
        else:
            news = await self._directory.news(workspace_id, known)
        if not news.nothing:
            await self._on_news(workspace_id, news)
        self._known[workspace_id] = news.upto
        self._memory.heard(workspace_id, mark)

    async def _listen(self) -> None:
        waited = 0.0
        while True:
            await asyncio.sleep(EVERY)
            waited += EVERY
            if not self._keeps() and waited < IDLE:
                continue
            waited = 0.0
            for workspace_id in self._workspaces():
                await self.hear(workspace_id)
