"""Engines for one database URL: one that reads, one that writes.

On SQLite they differ. The writer has a single connection, so that writers of this process queue
in memory instead of polling the file's lock; it begins with BEGIN IMMEDIATE, because a
transaction that reads first and writes later is refused at once when another wrote in between,
whatever the busy timeout. Readers cannot write at all, and never wait for the writer (WAL).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from aggregator.domain.errors import DirectoryUnavailable, SettingsError

BUSY_TIMEOUT = 15.0
"""Seconds that a statement waits for another process's write to end."""

_READERS = 8
_READ_QUEUE = 10.0  # seconds in line for a reader's connection: no card waits longer anyway
_WRITE_QUEUE = 60.0  # seconds in line behind this process's own writers

_PRAGMAS = (
    f"PRAGMA busy_timeout = {round(BUSY_TIMEOUT * 1000)}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
)


@dataclass(frozen=True, slots=True)
class Engines:
    reader: AsyncEngine
    writer: AsyncEngine


def open_engines(url: str) -> Engines:
    """Build both engines; nothing connects yet. SettingsError when the URL cannot be used."""
    parsed = parse_url(url)
    reader = create_async_engine(
        parsed,
        hide_parameters=True,  # they are personal data, and errors are logged
        pool_size=_READERS,
        max_overflow=0,
        pool_timeout=_READ_QUEUE,
    )
    writer = create_async_engine(
        parsed,
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_WRITE_QUEUE,
    )
    _prepare(reader, (*_PRAGMAS, "PRAGMA query_only = ON"), "BEGIN")
    _prepare(writer, (*_PRAGMAS, "PRAGMA journal_mode = WAL"), "BEGIN IMMEDIATE")
    return Engines(reader, writer)


def parse_url(url: str) -> URL:
    """Read a database URL: SQLite, in a file. Its password never enters an error's message."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "database_url is not a database URL. Fix: sqlite+aiosqlite:///./aggregator.db"
        ) from None
    if parsed.drivername == "sqlite":
        parsed = parsed.set(drivername="sqlite+aiosqlite")
    if parsed.drivername != "sqlite+aiosqlite":
        raise SettingsError(
            f"database_url names '{parsed.drivername}', which this version does not support. "
            "Fix: sqlite+aiosqlite:///./aggregator.db"
        )
    in_memory = parsed.database in (None, "", ":memory:") or "mode" in parsed.query
    if in_memory or str(parsed.database).startswith("file:"):
        raise SettingsError(
            "database_url names no plain file; readers and the writer each need to open the "
            "same one. Fix: sqlite+aiosqlite:///./aggregator.db"
        )
    return parsed


def private_file(url: URL) -> None:
    """Make the database's file, readable by its owner alone, where there is none yet.

    SQLite gives its journals the same permissions. DirectoryUnavailable when there can be no such
    file: found here, because the driver's thread outlives a connection that it could not open.
    """
    path = Path(str(url.database))
    fix = "the folder of database_url must exist and be writable by this user"
    cause = None
    try:
        if path.is_dir():
            cause, fix = "it is a folder", "database_url names a folder: name a file in it"
        elif not path.exists():
            path.touch(mode=0o600, exist_ok=True)
        elif not os.access(path, os.R_OK | os.W_OK):
            cause, fix = "permission denied", "make its file and folder writable by this user"
    except OSError as error:
        cause = (error.strerror or type(error).__name__).lower()
    if cause:
        message = f"The directory's database failed ({cause}). Fix: {fix}."
        raise DirectoryUnavailable(message, cause=cause)


def _prepare(engine: AsyncEngine, pragmas: tuple[str, ...], begin: str) -> None:
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own transaction handling defers BEGIN: switch it off, we begin ourselves.
        connection.isolation_level = None
        try:
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(pragma)
            cursor.close()
        except BaseException:
            connection.close()  # the pool does not know it yet: its thread would never end
            raise

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)
