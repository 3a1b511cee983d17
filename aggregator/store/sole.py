"""One server on one SQLite database: a second one is refused. PostgreSQL serves as many as come.

The lock is on a file beside the database, and goes with the process however it ends. It is not on
the database itself: closing that file would drop SQLite's own locks.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aggregator.domain.errors import SettingsError
from aggregator.store.engine import is_sqlite, parse_url
from aggregator.store.sqlite import private_file


@contextmanager
def sole_use(url: str) -> Iterator[None]:
    """Be the one that serves from the database at `url`.

    SettingsError, in one line, when another process does; DirectoryUnavailable when there can be
    no such file.
    """
    parsed = parse_url(url)
    if sys.platform == "win32" or not is_sqlite(parsed):
        yield
        return
    import fcntl  # noqa: PLC0415 Windows has no such locks

    private_file(parsed)
    file = Path(f"{parsed.database}.lock")
    lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode("ascii", "replace").strip()
            raise SettingsError(
                f"another server (process {holder or 'unknown'}) has the database of database_url, "
                "and SQLite serves one. Fix: stop it, or name another database",
                key="database_url",
            ) from None
        os.truncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(lock)
