"""A store in memory, on one connection: for thousands of short logs, one after the other."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from aggregator.store import Store
from aggregator.store.metadata import metadata
from aggregator.store.one_hop import WriterConnection


async def _open() -> WriterConnection:
    connection = WriterConnection(partial(sqlite3.connect, ":memory:", isolation_level=None), 64)
    connection._thread.daemon = True
    await connection
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class MemoryStore(Store):
    """A Store whose readers and writers share one database, which goes with it."""

    def __init__(self) -> None:
        super().__init__("sqlite+aiosqlite:///./in-memory.db")
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

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        async with self._memory.begin() as connection:
            yield connection

    async def scrub(self) -> None:
        """There is no file."""

    async def close(self) -> None:
        await self._memory.dispose()
        await super().close()
