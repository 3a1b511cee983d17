"""PostgreSQL: several processes on one database.

Who writes the same thing takes turns, as on SQLite: a write session may name a lock
(`pg_advisory_xact_lock`), which goes with its transaction however that ends. Readers see one state
for the whole of their transaction, and cannot write.
"""

from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aggregator.store.pool import TellingPool

_READERS, _WRITERS = 8, 4
READ_QUEUE = 10.0  # seconds in line for a reader's connection: no card waits longer anyway
_WRITE_QUEUE = 60.0
_CONNECT = 10.0  # seconds until a server that does not answer is none

_SESSION = {
    "application_name": "aggregator",
    "timezone": "UTC",
    "lock_timeout": "60s",  # behind another writer
    "idle_in_transaction_session_timeout": "300s",  # a machine that vanished frees its locks
}

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_MIGRATION = "aggregator migration"


def open_reader(url: URL) -> AsyncEngine:
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _engine(url, options, pool_size=_READERS, pool_timeout=READ_QUEUE)


def open_writer(url: URL) -> AsyncEngine:
    # A statement sees what was committed when it began: also what the lock's last holder wrote.
    options = {"isolation_level": "READ COMMITTED"}
    return _engine(url, options, pool_size=_WRITERS, pool_timeout=_WRITE_QUEUE)


class _AsItIs(asyncpg.Connection):
    """Given back without a word to the server: a read leaves nothing behind."""

    def get_reset_query(self) -> str:
        return ""


async def open_straight(url: URL) -> asyncpg.Pool:
    """Open connections that only read, for prepared reads; none connects yet."""
    _, options = url.get_dialect()().create_connect_args(url)
    pool = asyncpg.create_pool(
        min_size=0,
        max_size=_READERS,
        connection_class=_AsItIs,
        timeout=_CONNECT,
        server_settings={**_SESSION, "default_transaction_read_only": "on"},
        **options,
    )
    return await pool


async def lock(connection: AsyncConnection, name: str) -> None:
    """Wait until nobody else who named this lock is writing."""
    await connection.execute(_LOCK, {"name": name})


def lock_migration(connection: Connection) -> None:
    """Let one process at a time bring the tables to its version."""
    connection.execute(_LOCK, {"name": _MIGRATION})


def _engine(url: URL, options: dict[str, Any], **pool: float) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,  # they are personal data, and errors are logged
        async_creator=lambda: _connect(url),
        execution_options=options,
        pool_pre_ping=True,  # a server that was restarted is asked anew
        poolclass=TellingPool,
        max_overflow=0,
        **pool,
    )


async def _connect(url: URL) -> Any:
    """Connect, or raise what SQLAlchemy would: it leaves the driver's own errors as they are."""
    _, options = url.get_dialect()().create_connect_args(url)
    try:
        return await asyncpg.connect(timeout=_CONNECT, server_settings=_SESSION, **options)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise OperationalError("connect", None, error) from error
