"""The next snapshot: built when files changed, or when told to, and swapped in whole.

Watched are the cards of every workspace, the connectors, the shared fragments, the settings file
and every file that a secret came from. What cannot be loaded is told in the log, the snapshot
before goes on, and the next look tries again: files can be away for a moment, without any change to
them.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from aggregator.catalog import stamp
from aggregator.connectors.folders import files_in
from aggregator.domain.errors import AggregatorError, SettingsError
from aggregator.language.stamps import LastLook, Stamp, stamp_files
from aggregator.service.snapshot import Snapshot
from aggregator.settings import Settings
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

PAUSE = 1.0
"""Seconds between two looks at the files."""

FIXED = (
    "host",
    "port",
    "tls",
    "mtls",
    "database_url",
    "log_format",
    "record",
    "recordings",
    "limits.copies",
    "limits.directory",
    "limits.inferred",
    "limits.connections",
)
"""Settings that only a restart changes."""


class SettingsReader(Protocol):
    """Reads the settings once more; `files` are those it read the last time."""

    @property
    def files(self) -> frozenset[Path]: ...
    def load(self) -> Settings: ...


Build = Callable[[Settings, Snapshot], Snapshot]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look found: the files of cards and connectors, those of settings, and when (ns)."""

    files: Stamp
    settings: Stamp
    at: int


class Reloader:
    """Keeps `current` up to date. `again` None: the settings stay as they are."""

    def __init__(
        self,
        build: Build,
        current: Callable[[], Snapshot],
        swap: Callable[[Snapshot], None],
        again: SettingsReader | None = None,
        pause: float = PAUSE,
    ) -> None:
        self._build = build
        self._current = current
        self._swap = swap
        self._again = again
        self._pause = pause
        self._files = LastLook()
        self._settings_files = LastLook()
        self.failure: str | None = None
        """Why the files as they are now could not be loaded; None when they were."""
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def saw(self, settings: Settings) -> None:
        """Take the files as they are: called before they are loaded, so that none is missed."""
        self._saw(self._look(settings))

    def watch(self) -> None:
        """Look at the files every `pause` seconds from now on."""
        self._task = asyncio.create_task(self._watch())

    async def refresh(self, *, told: bool = False) -> None:
        """Load what changed, or, when `told` to, everything. Never raises for what is in files."""
        seen = None if told else self._look(self._current().settings)
        if seen is None or self._news(seen):
            await self._load(seen)

    async def stop(self) -> None:
        """End watching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            try:
                seen = await asyncio.to_thread(self._look, self._current().settings)
                if self._news(seen):
                    await self._load(seen)
            except Exception:
                # A folder that goes while it is looked at, whoever hears of a snapshot and fails:
                # the next look is made all the same.
                log.exception("watching_failed")

    def _news(self, seen: _Look) -> bool:
        """Say whether there is something to load: a change, or what could not be read before."""
        if self._current().unread or self._touched(seen):
            return True
        self.failure = None  # what could not be loaded is as it was again
        return False

    async def _load(self, seen: _Look | None) -> None:
        """Load what is other than it was before `seen`; None: everything, for somebody told so."""
        told, waits = seen is None, self._lock.locked()
        async with self._lock:
            before = self._current()
            if seen is None or waits:  # somebody else may have loaded it by now
                seen = self._look(before.settings)
            if told or before.unread or self._touched(seen):
                await self._load_next(before, seen, told=told)

    async def _load_next(self, before: Snapshot, seen: _Look, *, told: bool) -> None:
        touched = self._touched(seen)
        if told:
            before.forget_files()
        try:
            settings = before.settings
            if self._again is not None and (told or self._settings_touched(seen)):
                settings = self._settings(self._again.load(), before.settings)
                seen = self._look(settings)
            after = await self._built(settings, before)
        except AggregatorError as error:
            self._failed(error.message)
        except OSError as error:
            self._failed(f"files could not be read: {error.strerror or type(error).__name__}")
        except Exception as error:  # noqa: BLE001 -- a bug of ours: the snapshot before goes on
            self._failed(f"{type(error).__name__}, a bug", error)
        else:
            self._saw(seen)
            self.failure = None
            if after is before:
                return
            if not touched and not told and after.diagnostics == before.diagnostics:
                return  # what could not be read still cannot
            self._swap(after)
            cards = sum(len(each.catalog.cards) for each in after.workspaces.values())
            broken = sum(len(each.catalog.broken) for each in after.workspaces.values())
            log.info("reloaded", cards=cards, broken=broken)

    async def _built(self, settings: Settings, before: Snapshot) -> Snapshot:
        """Build the next one. What it lost was not there in two looks, a pause apart.

        A folder that is swapped, a file that an editor writes anew and a disk that stumbles all
        look for a moment as if cards were gone.
        """
        after = await asyncio.to_thread(self._build, settings, before)
        lost = after.lost(before)
        if lost:
            await asyncio.sleep(self._pause)
            after = await asyncio.to_thread(self._build, settings, before)
            if not after.lost(before) <= lost:
                raise SettingsError(
                    "cards come and go while they are looked at; they serve as they were"
                )
        return after

    def _failed(self, reason: str, bug: Exception | None = None) -> None:
        """Tell a reason once: each look fails for it again, until somebody acts."""
        if reason != self.failure:
            log.warning("not_reloaded", reason=reason, exc_info=bug)
        self.failure = reason

    @staticmethod
    def _settings(after: Settings, before: Settings) -> Settings:
        changed = [name for name in FIXED if attrgetter(name)(after) != attrgetter(name)(before)]
        if changed:
            log.warning("needs_a_restart", settings=changed)
        if after.workspace_id != before.workspace_id:
            raise SettingsError("workspace_id changed. Fix: restart the service to change it")
        kept = {name: getattr(before, name) for name in FIXED if "." not in name}
        fixed = [name.removeprefix("limits.") for name in FIXED if name.startswith("limits.")]
        limits = after.limits.model_copy(
            update={name: getattr(before.limits, name) for name in fixed}
        )
        return after.model_copy(update={**kept, "limits": limits})

    def _look(self, settings: Settings) -> _Look:
        at = time.time_ns()
        cards = tuple(
            entry
            for workspace in settings.by_workspace.values()
            for entry in stamp(workspace.cards, settings.graphql)
        )
        connectors = stamp_files(files_in(settings.connectors))
        own = stamp_files(sorted(self._again.files) if self._again else ())
        return _Look((*cards, *connectors), own, at)

    def _touched(self, look: _Look) -> bool:
        return self._files.touched(look.files) != frozenset() or self._settings_touched(look)

    def _settings_touched(self, look: _Look) -> bool:
        return self._settings_files.touched(look.settings) != frozenset()

    def _saw(self, look: _Look) -> None:
        self._files.saw(look.files, look.at)
        self._settings_files.saw(look.settings, look.at)
