"""Connections to SQLite that go to their thread once: to read a statement, to write several.

The driver goes there to make a cursor, to run it, to fetch and to close: four changes of thread for
a look-up that takes microseconds itself, and each costs more than the look-up. Here all of it is
done in one; BEGIN waits for the first statement and goes with it.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite

_BEGIN = "BEGIN"


class StoppedOnce(aiosqlite.Connection):
    """A connection whose thread may be told to stop by several: it hears the first alone.

    The driver asks it again, and whoever closes while another stops waits for ever for a thread
    that has ended: so does SQLAlchemy where it is cancelled while it closes.
    """

    _stopping: asyncio.Future[Any] | None = None
    _stopped = False

    def stop(self) -> asyncio.Future[Any] | None:
        if not self._stopped:
            self._stopped, self._stopping = True, super().stop()
        return None if self._stopping is None else asyncio.shield(self._stopping)


class OneHopConnection(StoppedOnce):
    """For connections that only read: nothing is written between BEGIN and its statement."""

    _begins = False
    """Whether BEGIN was asked for and waits."""
    _begun = False
    """Whether there is a transaction to end."""

    def cursor(self) -> "OneHopCursor":  # type: ignore[override]  # used as SQLAlchemy does
        return OneHopCursor(self)

    async def run(self, sql: str, parameters: Sequence[Any]) -> "Ran":
        """Run one statement to its end."""
        if sql == _BEGIN:
            self._begins = True
            return Ran()
        begins, self._begins = self._begins, False
        self._begun = self._begun or begins
        ran: Ran = await self._execute(  # type: ignore[no-untyped-call]  # the driver's own
            _run, self._conn, begins, sql, parameters
        )
        return ran

    async def rollback(self) -> None:
        begun, self._begins, self._begun = self._begun, False, False
        if begun:
            await super().rollback()

    async def commit(self) -> None:
        await self.rollback()  # alike: nothing was written


class WriterConnection(StoppedOnce):
    """For the connection that writes."""

    async def run_all(self, statements: Iterable[tuple[str, Sequence[Any]]]) -> None:
        """Run statements that give nothing back. sqlite3.Error: one failed, those before it ran."""
        await self._execute(_run_all, self._conn, statements)  # type: ignore[no-untyped-call]


class Ran:
    """What a statement came to."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(self, cursor: sqlite3.Cursor | None = None) -> None:
        self.description = cursor.description if cursor else None
        self.rows: list[Any] = cursor.fetchall() if cursor and cursor.description else []
        self.rowcount = cursor.rowcount if cursor else -1
        self.lastrowid = cursor.lastrowid if cursor else None


class OneHopCursor:
    """As much of a cursor as SQLAlchemy asks for."""

    arraysize = 1

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._ran = Ran()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "OneHopCursor":
        self._ran = await self._connection.run(sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        return self._ran.rows

    async def close(self) -> None:
        """Nothing is open: each statement ran to its end."""

    @property
    def description(self) -> Any:
        return self._ran.description

    @property
    def rowcount(self) -> int:
        return self._ran.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._ran.lastrowid


def _run(connection: sqlite3.Connection, begins: bool, sql: str, parameters: Sequence[Any]) -> Ran:
    if begins:
        connection.execute(_BEGIN)
    cursor = connection.execute(sql, parameters)
    try:
        return Ran(cursor)
    finally:
        cursor.close()


def _run_all(
    connection: sqlite3.Connection, statements: Iterable[tuple[str, Sequence[Any]]]
) -> None:
    for sql, parameters in statements:
        connection.execute(sql, parameters)
