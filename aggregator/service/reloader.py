"""The next snapshot: built when files changed, or when told to, and swapped in whole.

Watched are the cards of every workspace, the connectors, the shared fragments, the settings file
and every file that a secret came from: all are looked at every second, and at once when the system
tells that something changed in a folder of the first three (file_notices.py). What cannot be loaded
is told in the log, the snapshot before goes on, and the next look tries again: files can be away
for a moment, without any change to them.
"""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from aggregator.catalog import stamp
from aggregator.connectors.folders import files_in
from aggregator.domain.errors import AggregatorError, SettingsError
from aggregator.language.folder import FRAGMENTS
from aggregator.language.stamps import LastLook, Stamp, stamp_files
from aggregator.service.file_notices import FileNotices
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
    """What a look found.

    files     those of cards and connectors; `folders`: where they are, or may come
    settings  those of settings
    at        when it began, in ns
    """

    files: Stamp
    folders: frozenset[str]
    settings: Stamp
    at: int


class Reloader:
    """Keeps `current` up to date. `again` None: the settings stay as they are.

    `pause`: seconds between two looks, where nothing is told before.
    """

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
        self._saw_at = 0
        self._folders: frozenset[str] = frozenset()
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def saw(self, settings: Settings) -> None:
        """Take the files as they are: called before they are loaded, so that none is missed."""
        self._saw(self._look(settings))

    def watch(self) -> None:
        """Look at the files from now on: when they change, and every `pause` seconds."""
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
        async with FileNotices() as notices:
            told = news = False
            while True:
                notices.watch(self._folders)
                if told and not news:  # something else is written there: it is no reason to look
                    await asyncio.sleep(self._pause)
                told, news = await notices.wait(self._pause), False
                try:
                    seen = await asyncio.to_thread(self._look, self._current().settings)
                    news = self._news(seen)
                    if news:
                        await self._load(seen)
                except Exception:
                    # A folder that goes while it is looked at, whoever hears of a snapshot and
                    # fails: the next look is made all the same.
                    log.exception("watching_failed")

    def _news(self, seen: _Look) -> bool:
        """Say whether there is something to load: a change, or what could not be read before."""
        if self._current().unread or self._touched(seen):
            return True
        self._well()  # what could not be loaded is as it was again
        return False

    async def _load(self, seen: _Look | None) -> None:
        """Load what is other than it was before `seen`; None: everything, for somebody told so."""
        told, waits = seen is None, self._lock.locked()
        async with self._lock:
            before = self._current()
            if seen is None or waits or seen.at < self._saw_at:
                # Somebody else may have loaded it by now.
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
            if after is before:
                self._well()
                return
            self.failure = None
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

    def _well(self) -> None:
        """Tell whoever was told of a failure that it is over."""
        if self.failure is not None:
            log.info("nothing_to_reload", because="the files are as they were")
        self.failure = None

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
        files = (*cards, *connectors)
        return _Look(files, _folders(files, settings), own, at)

    def _touched(self, look: _Look) -> bool:
        return self._files.touched(look.files) != frozenset() or self._settings_touched(look)

    def _settings_touched(self, look: _Look) -> bool:
        return self._settings_files.touched(look.settings) != frozenset()

    def _saw(self, look: _Look) -> None:
        self._saw_at, self._folders = look.at, look.folders
        self._files.saw(look.files, look.at)
        self._settings_files.saw(look.settings, look.at)


def _folders(files: Stamp, settings: Settings) -> frozenset[str]:
    """Where files of cards and connectors are, and where their folders come and go."""
    cards = [workspace.cards for workspace in settings.by_workspace.values()]
    roots = map(str, (*cards, settings.graphql / FRAGMENTS, *settings.connectors))
    return frozenset((*roots, *(os.path.dirname(path) for path, *_ in files)))  # noqa: PTH120 -- of thousands
