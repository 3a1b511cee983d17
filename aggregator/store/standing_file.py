"""Whether the file at an SQLite database's path is still the one that its connections have open.

Connections hold on to a file that was removed or replaced. What they read of it stays as it was for
ever, and what they write to it is told as done and lost with the process.
"""

import os
from pathlib import Path

from sqlalchemy import URL

from aggregator.domain.errors import DirectoryUnavailable


class StandingFile:
    """The file at a path, as it was first met and, once it was replaced, as it was met then."""

    def __init__(self, url: URL) -> None:
        self._path = Path(str(url.database))
        self._met: tuple[int, int] | None = None

    def replaced(self) -> bool:
        """Whether another file is there than the last time: no connection of before is good.

        DirectoryUnavailable: none is there any more, or the old one's journal is, which SQLite
        would take for the new one's and mix both.
        """
        before, found = self._met, self._identity()
        if found == before:
            return False
        if before is not None and self._journal():
            raise _unavailable(
                "its file was replaced, and the old one's journal is there",
                f"stop the service, remove {self._path.name}-wal and {self._path.name}-shm, start "
                "it again",
            )
        self._met = found
        return before is not None

    def stands(self) -> None:
        """DirectoryUnavailable: it is another file than when it was last asked for, or gone."""
        if self._identity() != self._met and self._met is not None:
            raise _unavailable("its file was replaced meanwhile", "retry")

    def _identity(self) -> tuple[int, int] | None:
        """Tell one file from another; None: there was none yet."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 -- at each look-up, and half as long
        except OSError:
            if self._met is None:
                return None
            raise _unavailable(
                "its file is not there",
                "put the file of database_url back, or start the service anew for an empty one",
            ) from None
        return found.st_dev, found.st_ino

    def _journal(self) -> int:
        try:
            return Path(f"{self._path}-wal").stat().st_size
        except OSError:
            return 0


def _unavailable(cause: str, fix: str) -> DirectoryUnavailable:
    return DirectoryUnavailable(
        f"The directory's database failed ({cause}). Fix: {fix}.", cause=cause
    )
