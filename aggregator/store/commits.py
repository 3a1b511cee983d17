"""Whether anything was committed since somebody looked: for whoever keeps what the database said.

SQLite tells of every commit, whoever made it: a number that one connection reads from shared
memory, in microseconds and without its thread. PostgreSQL has no such thing: of it, a process knows
its own commits alone, and hears of others by the log of events.
"""

import sqlite3
from typing import Protocol

from sqlalchemy import URL

from aggregator.store import sqlite
from aggregator.store.engine import is_sqlite

_DATA_VERSION_BITS = 32


class Commits(Protocol):
    """`number` is another one after a commit. `of_all`: after one of another process, too."""

    of_all: bool

    def number(self) -> int: ...
    def made_one(self) -> None: ...
    def open_anew(self) -> None: ...
    def close(self) -> None: ...


def watch_commits(url: URL) -> Commits:
    """Nothing connects yet."""
    return SqliteCommits(url) if is_sqlite(url) else OwnCommits()


class OwnCommits:
    """Counts the commits of this process."""

    of_all = False

    def __init__(self) -> None:
        self._made = 0

    def number(self) -> int:
        return self._made

    def made_one(self) -> None:
        self._made += 1

    def open_anew(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Nothing is open."""


class SqliteCommits:
    """Asks for the file's `data_version`, on a connection that does nothing else.

    It never waits: where SQLite is busy or fails, something may have happened, and the number is
    one that was never there.
    """

    of_all = True

    def __init__(self, url: URL) -> None:
        self._url = url
        self._connection: sqlite3.Connection | None = None
        self._unknown = 0
        self._file = 0
        """How many files there were before this one: each counts by itself."""

    def number(self) -> int:
        try:
            if self._connection is None:
                self._connection = sqlite.open_watch(self._url)
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self._unknown -= 1
            return self._unknown
        return int(number) + (self._file << _DATA_VERSION_BITS)

    def made_one(self) -> None:
        """The file knows."""

    def open_anew(self) -> None:
        """The file was replaced: the number is another one from now on."""
        self.close()
        self._file += 1

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
