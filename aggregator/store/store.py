"""The store: short sessions on our own database."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import greenlet_spawn

from aggregator.domain.errors import DirectoryUnavailable
from aggregator.store import migrate, postgres, sqlite
from aggregator.store.commits import watch_commits
from aggregator.store.engine import is_sqlite, open_engines, parse_url
from aggregator.store.failure import translated
from aggregator.store.pool import TellingPool
from aggregator.store.prepared import PreparedRead, RawRow
from aggregator.store.standing_file import StandingFile
from aggregator.store.straight import DRIVERS_ERRORS, open_straight
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)


class Store:
    """One database. Sessions are short: never held across another call over the wire.

    Both kinds of session see one consistent state, and raise DirectoryUnavailable for whatever
    the database throws that their caller did not catch. Errors of ours pass through.
    """

    def __init__(self, url: str) -> None:
        """`url`: `sqlite+aiosqlite:///./aggregator.db`, or PostgreSQL's. Nothing connects yet.

        SettingsError when the URL cannot be used.
        """
        self._url = parse_url(url)
        self._is_sqlite = is_sqlite(self._url)
        self._file = StandingFile(self._url) if self._is_sqlite else None
        self._engines = open_engines(self._url)
        self._straight = open_straight(self._url)
        self.commits = watch_commits(self._url)
        self.observers: list[Callable[[str, Any], None]] = []
        """Each hears the text and values of every prepared read."""

    def __repr__(self) -> str:
        return f"Store({self._url.render_as_string(hide_password=True)!r})"

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """Reader and writer, for whoever observes statements."""
        return self._engines.reader, self._engines.writer

    async def fetch(self, read: PreparedRead, values: Mapping[str, Any]) -> Sequence[RawRow]:
        """Run one prepared read, in one round trip; it sees one state."""
        text, bound = read.said(self._engines.reader.dialect, values)
        for observer in self.observers:
            observer(text, bound)
        await self._open_anew()
        with translated(*DRIVERS_ERRORS):
            return await self._straight.fetch(text, bound)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One read transaction. It cannot write."""
        await self._open_anew()
        with translated():
            async with self._engines.reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        """One write transaction: committed at the end, rolled back on any error.

        Writers that name the same `lock` wait for each other; on SQLite all do. So a write inside
        a write waits for itself.
        """
        await self._open_anew()
        try:
            with translated():
                async with self._engines.writer.begin() as connection:
                    if lock is not None and not self._is_sqlite:
                        await postgres.lock(connection, lock)
                    yield connection
                    if self._file is not None:
                        self._file.stands()
        finally:
            self.commits.made_one()  # whoever is cancelled meanwhile may have committed

    async def migrate(self) -> None:
        """Bring the tables to this version; safe when several processes start at once.

        SettingsError when the database was written by a newer version.
        """
        with translated():
            if self._is_sqlite:
                sqlite.private_file(self._url)
                await sqlite.first_connection(self._engines.writer)
            async with self._engines.writer.begin() as connection:
                await connection.run_sync(migrate.upgrade)

    async def learn(self) -> None:
        """Let PostgreSQL look at what its tables hold now: of new ones it guesses, and is slow."""
        if not self._is_sqlite:
            async with self.write() as connection:
                await connection.execute(text("ANALYZE"))

    async def scrub(self) -> None:
        """Let SQLite's journal keep nothing of what was deleted: its pages are overwritten.

        PostgreSQL's own vacuum does so in its time. A reader under way, or a full disk, may put it
        off to the next: what was deleted is deleted all the same.
        """
        if not self._is_sqlite:
            return
        try:
            with translated(sqlite3.Error):
                async with self._engines.writer.connect() as connection:
                    await sqlite.truncate_journal(connection)
        except DirectoryUnavailable as error:
            log.warning("not_scrubbed", cause=error.facts.get("cause"))

    async def ping(self) -> None:
        """Ask the database for the least; DirectoryUnavailable when it does not answer."""
        async with self.read() as connection:
            await connection.execute(text("SELECT version_num FROM alembic_version"))

    async def _open_anew(self) -> None:
        """Leave the connections to a file that was replaced; DirectoryUnavailable: there is none.

        Whoever asks meanwhile gets new ones: the old ones are out of use before they are closed.
        """
        if self._file is None or not self._file.replaced():
            return
        self.commits.open_anew()
        pools = [engine.sync_engine.pool for engine in self.engines]
        for engine in self.engines:
            engine.sync_engine.dispose(close=False)
        await self._straight.close()
        for pool in pools:
            assert isinstance(pool, TellingPool)  # noqa: S101 -- for mypy
            await greenlet_spawn(pool.end)

    async def close(self) -> None:
        """Close every connection. The store is of no use afterwards."""
        self.commits.close()
        await self._straight.close()
        for engine in self.engines:
            await engine.dispose()
