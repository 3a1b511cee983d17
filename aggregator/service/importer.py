"""Goes on with imports of files that were sent to this server, one at a time, beside the cards.

Who ended half-way is taken over: each process looks for what nobody is at. Between two short writes
it rests for as long as the last one took, so that it never has more than half of a processor.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from aggregator.directory.imports.imports import RECENT, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.imports.uploads import forget_old, forget_unclaimed, is_sent
from aggregator.domain.errors import AggregatorError
from aggregator.jobs.jobs import Job, JobState
from aggregator.service.lookout import Lookout
from aggregator.store import Store
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

CHUNK = 100
"""Rows of one write: cards wait for the deciding of so many."""


class Importer:
    """One task. `folder` and `workspaces` are asked anew each time: settings change."""

    def __init__(
        self,
        store: Store,
        folder: Callable[[], Path],
        workspaces: Callable[[], Sequence[str]],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._folder = folder
        self._workspaces = workspaces
        self._now = now
        self._seen_ended: set[str] = set()
        self._lookout = Lookout("imports", self._look)

    @property
    def folder(self) -> Path:
        return self._folder().absolute()

    def of(self, workspace_id: str) -> Imports:
        """Give the imports of a workspace."""
        return Imports(self._store, workspace_id, now=self._now, chunk=CHUNK)

    def wake(self) -> None:
        """Look at once."""
        self._lookout.wake()

    def start(self) -> None:
        self._lookout.start()

    async def stop(self) -> None:
        """Let the import go where it is: another process goes on at once."""
        await self._lookout.stop()

    async def _look(self) -> None:
        if self.folder.is_dir():  # else nothing was ever sent here
            for workspace_id in self._workspaces():
                await self._go_on(self.of(workspace_id))
            await self._clean()

    async def _go_on(self, imports: Imports) -> None:
        for job in await imports.unfinished():
            if is_sent(job, self.folder) and job.failure is None:
                await self._run(imports, job)

    async def _clean(self) -> None:
        """Delete files whose time is over."""
        jobs, all_of_them = [], True
        for workspace_id in self._workspaces():
            imports = self.of(workspace_id)
            history = await imports.history(RECENT)
            forget_old(self.folder, history, self._now())
            await self._forget_late(imports, history)
            jobs += history
            all_of_them &= len(history) < RECENT
        if all_of_them:
            named = [Path(job.spec["file"]) for job in jobs]
            forget_unclaimed(self.folder, named, self._now())

    async def _forget_late(self, imports: Imports, history: Sequence[Job]) -> None:
        """Delete what was kept for an import that ran while somebody was erased; looked at once."""
        ended = [
            job
            for job in history
            if job.state is not JobState.RUNNING
            and job.id not in self._seen_ended
            and is_sent(job, self.folder)
        ]
        if ended:
            await imports.forget_late(self.folder, ended)
            self._seen_ended.update(job.id for job in ended)

    async def _run(self, imports: Imports, job: Job) -> None:
        began = time.perf_counter()

        async def on_rows(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
            nonlocal began
            await asyncio.sleep(time.perf_counter() - began)
            began = time.perf_counter()

        log.info("import_begun", id=job.id, row=job.cursor["row"])
        try:
            done = await imports.run(job.id, on_rows)
        except AggregatorError as error:
            log.warning("import_stopped", id=job.id, code=error.code, why=error.message)
        except Exception:
            log.exception("import_stopped", id=job.id)
        else:
            log.info("import_ended", id=job.id, state=done.state.value, **done.counts)
