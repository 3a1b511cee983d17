"""Connections that prepared reads go to, past SQLAlchemy: one hop, one round trip.

Each statement is a transaction of its own, so it sees one state. They only read.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, Protocol, TypeVar

import asyncpg
from sqlalchemy import URL

from aggregator.store import postgres, sqlite
from aggregator.store.engine import is_sqlite
from aggregator.store.one_hop import OneHopConnection
from aggregator.store.prepared import RawRow

DRIVERS_ERRORS: tuple[type[Exception], ...] = (
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,  # its TimeoutError too
)
"""What these raise, beside what SQLAlchemy does."""

_T = TypeVar("_T")


class StraightReads(Protocol):
    async def fetch(self, text: str, values: Sequence[Any]) -> Sequence[RawRow]:
        """Run a statement that only reads. Raises the driver's errors."""

    async def close(self) -> None: ...


def open_straight(url: URL) -> StraightReads:
    """Nothing connects yet."""
    return SqliteReads(url) if is_sqlite(url) else PostgresReads(url)


class _Opened(Generic[_T]):
    """What is opened when it is first asked for, and again where that failed."""

    def __init__(self, open_: Callable[[], Coroutine[Any, Any, _T]]) -> None:
        self._open = open_
        self._opening: asyncio.Task[_T] | None = None

    async def get(self) -> _T:
        opening = self._opening
        if opening is None or _failed(opening):
            opening = self._opening = asyncio.create_task(self._open())
        return opening.result() if opening.done() else await asyncio.shield(opening)

    async def taken(self) -> _T | None:
        """Give what is open, if anything is, to whoever closes it."""
        opening, self._opening = self._opening, None
        if opening is None:
            return None
        await asyncio.wait([opening])
        return None if _failed(opening) else opening.result()


def _failed(opening: "asyncio.Task[Any]") -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)


class SqliteReads:
    """One connection, whose thread takes a statement after the other: each takes microseconds."""

    def __init__(self, url: URL) -> None:
        self._connection: _Opened[OneHopConnection] = _Opened(lambda: sqlite.open_straight(url))

    async def fetch(self, text: str, values: Sequence[Any]) -> Sequence[RawRow]:
        connection = await self._connection.get()
        return (await connection.run(text, values)).rows

    async def close(self) -> None:
        connection = await self._connection.taken()
        if connection is not None:
            await connection.close()


class PostgresReads:
    """A few connections, opened when they are needed."""

    def __init__(self, url: URL) -> None:
        self._pool: _Opened[asyncpg.Pool] = _Opened(lambda: postgres.open_straight(url))

    async def fetch(self, text: str, values: Sequence[Any]) -> Sequence[RawRow]:
        pool = await self._pool.get()
        try:
            return await _fetch(pool, text, values)
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError):
            await pool.expire_connections()  # a server that was restarted is asked anew
            return await _fetch(pool, text, values)

    async def close(self) -> None:
        pool = await self._pool.taken()
        if pool is not None:
            pool.terminate()


async def _fetch(pool: asyncpg.Pool, text: str, values: Sequence[Any]) -> Sequence[RawRow]:
    async with pool.acquire(timeout=postgres.READ_QUEUE) as connection:
        return await connection.fetch(text, *values)
