"""Engines for one database URL: one that reads, one that writes."""

from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregator.domain.errors import SettingsError
from aggregator.store import postgres, sqlite

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_FIX = "Fix: sqlite+aiosqlite:///./aggregator.db, or postgresql://USER:PASSWORD@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class Engines:
    reader: AsyncEngine
    writer: AsyncEngine


def open_engines(url: URL) -> Engines:
    """Build both engines; nothing connects yet."""
    dialect = sqlite if is_sqlite(url) else postgres
    return Engines(dialect.open_reader(url), dialect.open_writer(url))


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def parse_url(url: str) -> URL:
    """Read a database URL: SQLite in a file, or PostgreSQL.

    SettingsError when it cannot be used; its password never enters the message.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError(f"database_url is not a database URL. {_FIX}") from None
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.drivername not in _DRIVERS.values():
        raise SettingsError(
            f"database_url names '{parsed.drivername}', which this version does not support. {_FIX}"
        )
    if not is_sqlite(parsed):
        if not parsed.database:
            raise SettingsError(f"database_url names no database of the server. {_FIX}")
        return parsed
    in_memory = parsed.database in (None, "", ":memory:") or "mode" in parsed.query
    if in_memory or str(parsed.database).startswith("file:"):
        raise SettingsError(
            "database_url names no plain file; readers and the writer each need to open the "
            f"same one. {_FIX}"
        )
    return parsed
