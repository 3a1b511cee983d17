"""Which files were touched since they were last read, told without reading one.

A date alone is not believed where a file was written at the very moment in which it was read: what
is written right after it has the same date. Such a file counts as touched until the moment is over.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

Stamp = tuple[tuple[str, int, int, int, int], ...]
"""Of each file its path, when it was written and changed (ns), its size and its inode.

When it was changed no program can set back: `cp -p` and `rsync -t` do that with the other.
"""

TICK: Final = 50_000_000
"""Nanoseconds in which two writes may get one date: the clock of a file system ticks slowly."""

SLOW_TICK: Final = 2_000_000_000
"""The same where dates are in whole seconds."""

AHEAD: Final = 60_000_000_000
"""A date further in the future is of a clock that was set back: all files may have one."""


def stamp_files(files: Iterable[Path]) -> Stamp:
    """Take a cheap signature of files; one that is not there is left out."""
    seen = []
    for file in map(str, files):
        try:
            now = os.stat(file)  # noqa: PTH116 -- of thousands, and a Path's takes three times as long
        except OSError:
            continue
        seen.append((file, now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino))
    return tuple(seen)


class LastLook:
    """The files as they were when they were last read."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._new: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether there was a look that is believed."""
        return self._stamp is not None

    def touched(self, now: Stamp) -> frozenset[Path] | None:
        """Name files that came, went, or may hold something else now; None: that is not known."""
        if self._stamp is None:
            return None
        if now == self._stamp:
            return frozenset(map(Path, self._new))
        other = set(now) ^ set(self._stamp)
        return frozenset(map(Path, {path for path, *_ in other} | self._new))

    def saw(self, stamp: Stamp, at: int) -> None:
        """Remember what a look found that began `at` (ns since 1970); the files are read after."""
        self._stamp = stamp
        self._new = frozenset(
            path for path, _, changed, _, _ in stamp if at - _tick(changed) < changed < at + AHEAD
        )

    def forget(self) -> None:
        """Believe no date: everything is read again the next time."""
        self._stamp = None


def _tick(changed: int) -> int:
    return TICK if changed % 1_000_000_000 else SLOW_TICK
