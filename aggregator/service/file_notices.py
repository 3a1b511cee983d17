"""Hearing at once that files changed, where the system tells of it: on Linux, of its own disks.

Nobody is told of what another machine writes on a shared disk, nor of a folder that is not watched
yet. So nothing waits for a notice alone: it makes a look come early, and looks come anyway.
"""

import asyncio
import sys
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from asyncinotify import Inotify

SETTLE = 0.01
"""Seconds in which all of one save is written: a new file, its text, its name."""


class FileNotices:
    """Tells of changes in the folders it was given last. A context manager: it holds a file."""

    def __init__(self) -> None:
        self._inotify: Inotify | None = None

    async def __aenter__(self) -> Self:
        if sys.platform == "linux":
            with suppress(OSError):  # too many are watching on this machine
                self._inotify = await asyncio.to_thread(_opened)  # it looks for the C library
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._inotify is not None:
            self._inotify.close()

    def watch(self, folders: Collection[str]) -> None:
        """Watch these, too: again and again, for a folder may be another one by now."""
        if self._inotify is None:
            return
        from asyncinotify import Mask  # noqa: PLC0415 -- there is none elsewhere

        changes = Mask.CLOSE_WRITE | Mask.CREATE | Mask.DELETE | Mask.MOVE
        for folder in folders:
            with suppress(OSError):  # it went, or may not be watched
                self._inotify.add_watch(folder, changes | Mask.ONLYDIR)

    async def wait(self, seconds: float) -> bool:
        """Wait until something changed, `seconds` at most; whether something did."""
        if self._inotify is None:
            await asyncio.sleep(seconds)
            return False
        try:
            async with asyncio.timeout(seconds):
                await self._inotify.get()
        except TimeoutError:
            return False
        await asyncio.sleep(SETTLE)
        for _ in self._inotify:
            pass  # all that came meanwhile is one change
        return True


def _opened() -> "Inotify":
    from asyncinotify import Inotify  # noqa: PLC0415 -- there is none elsewhere

    return Inotify(sync_timeout=0)
