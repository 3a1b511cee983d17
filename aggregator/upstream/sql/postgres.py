"""PostgreSQL, by asyncpg: every statement in a transaction that can only read."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson

from aggregator.upstream.sql.address import DatabaseAddress, SslMode
from aggregator.upstream.sql.rows import Failing, RowsFailed
from aggregator.upstream.sql.statement import for_postgres

GRACE = 1.0
"""Seconds that closing waits for what is under way."""

_UNAVAILABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
_REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ReadOnlySQLTransactionError,
)


class PostgresRows:
    """Connections to one database, at most `size`; a statement ends after `seconds`."""

    def __init__(self, address: DatabaseAddress, size: int, seconds: float) -> None:
        self._address = address
        self._size = size
        self._seconds = seconds
        self._pool: asyncpg.Pool[Any] | None = None
        self._lock = asyncio.Lock()

    async def fetch(
        self, sql: str, values: Mapping[str, Any], most: int
    ) -> Sequence[Mapping[str, Any]]:
        text, bound = for_postgres(sql, values)
        try:
            pool = await self._connected()
            async with (
                pool.acquire(timeout=self._seconds) as connection,
                connection.transaction(readonly=True),
            ):
                cursor = await connection.cursor(text, *bound)
                return [dict(row) for row in await cursor.fetch(most)]
        except asyncpg.QueryCanceledError:
            raise RowsFailed("late", "its statement took too long") from None
        except _UNAVAILABLE as error:
            raise RowsFailed("unavailable", f"no connection ({type(error).__name__})") from None
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError) as error:
            # Their messages quote values.
            state = getattr(error, "sqlstate", None)
            name = f"{type(error).__name__}{f', SQLSTATE {state}' if state else ''}"
            raise RowsFailed(_failing(error), name) from None

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(GRACE):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def _connected(self) -> "asyncpg.Pool[Any]":
        async with self._lock:
            if self._pool is None:
                at = self._address
                # Each named, so that no variable or file of the machine's is looked at.
                self._pool = await asyncpg.create_pool(
                    host=at.host,
                    port=at.port,
                    database=at.database,
                    user=at.user,
                    password=at.password,
                    ssl=_tls(at.ssl),
                    min_size=0,
                    max_size=self._size,
                    timeout=self._seconds,
                    init=_read_json,
                    server_settings={
                        "application_name": "aggregator",
                        "default_transaction_read_only": "on",
                        "statement_timeout": str(round(self._seconds * 1000)),
                    },
                )
            return self._pool


def _tls(mode: SslMode) -> ssl.SSLContext | SslMode:
    """Verify by the machine's authorities, as for every other source; else as libpq does."""
    if mode not in ("verify-ca", "verify-full"):
        return mode
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    return context


async def _read_json(connection: Any) -> None:
    """JSON comes as what it holds, so that a mapping goes into it."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind,
            schema="pg_catalog",
            encoder=lambda value: orjson.dumps(value).decode(),
            decoder=orjson.loads,
        )


def _failing(error: Exception) -> Failing:
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return "no-login"
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return "no-database"
    return "refused" if isinstance(error, _REFUSED) else "malformed"
