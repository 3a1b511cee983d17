"""A store in memory, on one connection: for thousands of short logs, one after the other."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from aggregator.store import Store
from aggregator.store.commits import OwnCommits
from aggregator.store.metadata import metadata
from aggregator.store.one_hop import WriterConnection
from aggregator.store.prepared import PreparedRead, RawRow


class _InPlace(WriterConnection):
    """Runs each statement where it is asked for: the change of thread takes longer than it."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)


async def _open() -> WriterConnection:
    connection = _InPlace(
        partial(sqlite3.connect, ":memory:", isolation_level=None, check_same_thread=False), 64
    )
    connection._thread.daemon = True
    await connection
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class MemoryStore(Store):
    """A Store whose readers and writers share one database, which goes with it."""

    def __init__(self) -> None:
        super().__init__("sqlite+aiosqlite:///./in-memory.db")
        self.commits = OwnCommits()  # there is no file that would tell of any
        self._memory: AsyncEngine = create_async_engine(
            "sqlite+aiosqlite://", poolclass=StaticPool, async_creator=_open
        )
        event.listen(self._memory.sync_engine, "begin", _begin)

    async def create(self) -> None:
        async with self._memory.begin() as connection:
            await connection.run_sync(metadata.create_all)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._memory.connect() as connection:
            yield connection

    async def fetch(self, read: PreparedRead, values: Mapping[str, Any]) -> Sequence[RawRow]:
        text, bound = read.said(self._memory.dialect, values)
        async with self.read() as connection:
            return (await connection.exec_driver_sql(text, tuple(bound))).all()

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._memory.begin() as connection:
                yield connection
        finally:
            self.commits.made_one()

    async def scrub(self) -> None:
        """There is no file."""

    async def close(self) -> None:
        await self._memory.dispose()
        await super().close()
