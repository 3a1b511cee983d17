"""Goes on with pulls that were begun over HTTP, one at a time, beside the cards.

As with files (importer.py), each process looks for what nobody is at, and rests between two pages.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime

from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.pulls.pulls import PulledSource, Pulls
from aggregator.domain.errors import AggregatorError
from aggregator.jobs.jobs import Job
from aggregator.service.lookout import Lookout
from aggregator.store import Store
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

_LONGEST_REST = 1.0
"""Most of a page's time is the source's, not ours."""

OpenSource = Callable[[str, str], AbstractAsyncContextManager[PulledSource]]
"""Workspace and source -> what is pulled from. InvalidRequest: there is none of this name."""


class Puller:
    """One task. `source` and `workspaces` are asked anew each time: settings change."""

    def __init__(
        self,
        store: Store,
        workspaces: Callable[[], Sequence[str]],
        source: OpenSource,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self.source = source
        self._now = now
        self._lookout = Lookout("pulls", self._look)

    def of(self, workspace_id: str) -> Pulls:
        """Give the pulls of a workspace."""
        return Pulls(self._store, workspace_id, now=self._now)

    def wake(self) -> None:
        """Look at once."""
        self._lookout.wake()

    def start(self) -> None:
        self._lookout.start()

    async def stop(self) -> None:
        """Let the pull go where it is: another process goes on at once."""
        await self._lookout.stop()

    async def _look(self) -> None:
        for workspace_id in self._workspaces():
            pulls = self.of(workspace_id)
            for job in await pulls.unfinished():
                await self._run(pulls, job)

    async def _run(self, pulls: Pulls, job: Job) -> None:
        began = time.perf_counter()

        async def on_page(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
            nonlocal began
            await asyncio.sleep(min(time.perf_counter() - began, _LONGEST_REST))
            began = time.perf_counter()

        log.info("pull_begun", id=job.id, source=job.spec["source"], row=job.cursor["row"])
        try:
            async with AsyncExitStack() as stack:
                source = await self._opened(stack, pulls, job)
                done = await pulls.run(job.id, source, on_page)
        except AggregatorError as error:
            log.warning("pull_stopped", id=job.id, code=error.code, why=error.message)
        except Exception:
            log.exception("pull_stopped", id=job.id)
        else:
            log.info("pull_ended", id=job.id, state=done.state.value, **done.counts)

    async def _opened(self, stack: AsyncExitStack, pulls: Pulls, job: Job) -> PulledSource:
        try:
            opened = self.source(job.workspace_id, job.spec["source"])
            return await stack.enter_async_context(opened)
        except AggregatorError as error:  # it was taken out of the settings meanwhile
            await pulls.give_up(job, error.message)
            raise
