"""SQLite: one file, read by many and written by one at a time.

The writer has a single connection, so that writers of this process queue in memory instead of
polling the file's lock; it begins with BEGIN IMMEDIATE, because a transaction that reads first and
writes later is refused at once when another wrote in between, whatever the busy timeout. Readers
cannot write at all, and never wait for the writer (WAL).
"""

import asyncio
import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aggregator.domain.errors import DirectoryUnavailable
from aggregator.store.one_hop import OneHopConnection, WriterConnection
from aggregator.store.pool import TellingPool

BUSY_TIMEOUT = 9.0
"""Seconds that a statement waits for another process's write to end: fewer than a call may take
(`limits.api.seconds`), so that whoever called is told what holds the database."""

_READERS = 8
_READ_QUEUE = 10.0  # seconds in line for a reader's connection: no card waits longer anyway
_WRITE_QUEUE = 60.0  # seconds in line behind this process's own writers

_CHUNK = 64  # rows that a cursor that is iterated takes at a time; ours are not

_C = TypeVar("_C", bound=aiosqlite.Connection)

_PRAGMAS = (
    f"PRAGMA busy_timeout = {round(BUSY_TIMEOUT * 1000)}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
)
_PAGE_SIZE = "PRAGMA page_size = 8192"
"""Bytes of a page of a new file: half as many of them are cut in two as with SQLite's 4096."""
_WRITER_CACHE = "PRAGMA cache_size = -32768"
"""KiB of pages that the writer may keep: an import writes into six indexes of links all over, and
with SQLite's 2 MB each page leaves before the next row that belongs on it comes."""
_JOURNAL_PAGES = "PRAGMA wal_autocheckpoint = 5000"
"""40 MB that are written in a row before each page goes to its place: with SQLite's thousand the
pages of the indexes go there with every chunk of an import."""


def open_reader(url: URL) -> AsyncEngine:
    pragmas = (*_PRAGMAS, "PRAGMA query_only = ON")
    sizes = {"pool_size": _READERS, "pool_timeout": _READ_QUEUE}
    return _engine(url, pragmas, "BEGIN", OneHopConnection, **sizes)


async def open_straight(url: URL) -> OneHopConnection:
    """Open a connection that only reads, for prepared reads."""
    return await _open(url, (*_PRAGMAS, "PRAGMA query_only = ON"), OneHopConnection)


def open_watch(url: URL) -> sqlite3.Connection:
    """Open a connection for the loop's own thread: it waits for nobody. Raises sqlite3.Error."""
    [file], options = url.get_dialect()().create_connect_args(url)
    waits = {"isolation_level": None, "check_same_thread": False, "timeout": 0.0}
    connection: sqlite3.Connection = sqlite3.connect(file, **{**options, **waits})
    connection.execute("PRAGMA query_only = ON")
    return connection


def open_writer(url: URL) -> AsyncEngine:
    pragmas = (
        *(_PAGE_SIZE, *_PRAGMAS, "PRAGMA journal_mode = WAL", "PRAGMA secure_delete = ON"),
        *(_WRITER_CACHE, _JOURNAL_PAGES),
    )
    sizes = {"pool_size": 1, "pool_timeout": _WRITE_QUEUE}
    return _engine(url, pragmas, "BEGIN IMMEDIATE", WriterConnection, **sizes)


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


async def truncate_journal(connection: AsyncConnection) -> None:
    """Write the journal into the file and empty it, outside of any transaction."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None, "a connection that is open has one"  # noqa: S101 for mypy
    await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


async def first_connection(writer: AsyncEngine) -> None:
    """Open the writer's connection, which switches a new file to write-ahead logging.

    SQLite's busy timeout does not cover that switch: while another process does the same it is
    refused at once, so that we wait ourselves.
    """
    clock = asyncio.get_running_loop().time
    last = clock() + BUSY_TIMEOUT
    while True:
        try:
            async with writer.connect():
                return
        except OperationalError as error:
            if "locked" not in str(error) or clock() > last:
                raise
        await asyncio.sleep(0.02)


def _engine(
    url: URL,
    pragmas: tuple[str, ...],
    begin: str,
    kind: type[aiosqlite.Connection],
    **pool: float,
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,  # they are personal data, and errors are logged
        async_creator=lambda: _opened(url, pragmas, kind),
        poolclass=TellingPool,
        max_overflow=0,
        **pool,
    )

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", on_begin)
    return engine


async def _opened(
    url: URL, pragmas: tuple[str, ...], kind: type[aiosqlite.Connection]
) -> aiosqlite.Connection:
    """A connection that is prepared, or none.

    Cancelled half-way, the driver would leave it open and its thread running.
    """
    opening = asyncio.ensure_future(_open(url, pragmas, kind))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await _ended(opening)
        if opening.exception() is None:
            await _ended(asyncio.ensure_future(opening.result().close()))
        raise


async def _open(url: URL, pragmas: tuple[str, ...], kind: type[_C]) -> _C:
    # The driver's own transaction handling defers BEGIN: switch it off, we begin ourselves.
    [file], options = url.get_dialect()().create_connect_args(url)
    connect = partial(sqlite3.connect, file, **{**options, "isolation_level": None})
    connection = kind(connect, _CHUNK)
    # As SQLAlchemy does where it connects by itself: the process ends without it.
    connection._thread.daemon = True  # noqa: SLF001 there is no other way
    await connection
    try:
        for pragma in pragmas:
            await connection.execute_fetchall(pragma)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _ended(task: "asyncio.Future[Any]") -> None:
    """Wait for it, however often the one who waits is cancelled: it takes a moment only."""
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
