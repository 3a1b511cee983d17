"""SQLite: a file that is opened to be read, for each statement anew."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from aggregator.upstream.sql.rows import RowsFailed
from aggregator.upstream.sql.statement import for_sqlite

BUSY = 0.5
"""Seconds that a statement waits for a writer to end."""

_RECURSIVE = 33
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, _RECURSIVE}


_CATALOGUE = {"table_xinfo", "foreign_key_list", "index_list", "index_info"}


class SqliteRows:
    """The database in `file`; with `catalogue` what its tables are made of is read too."""

    def __init__(self, file: str, *, catalogue: bool = False) -> None:
        self._uri = f"file:{quote(file)}?mode=ro"
        self._allowed = _reading_catalogue if catalogue else _only_reading

    async def fetch(
        self, sql: str, values: Mapping[str, Any], most: int
    ) -> Sequence[Mapping[str, Any]]:
        text, bound = for_sqlite(sql, values)
        under_way: list[sqlite3.Connection] = []
        try:
            return await asyncio.to_thread(self._read, text, bound, most, under_way)
        except asyncio.CancelledError:
            for connection in under_way:
                with contextlib.suppress(sqlite3.Error):
                    connection.interrupt()
            raise

    async def close(self) -> None:
        """Nothing stays open."""

    def _read(
        self, text: str, bound: Sequence[Any], most: int, under_way: list[sqlite3.Connection]
    ) -> Sequence[Mapping[str, Any]]:
        try:
            connection = sqlite3.connect(self._uri, uri=True, timeout=BUSY, check_same_thread=False)
        except sqlite3.Error:
            raise RowsFailed("unavailable", "its file cannot be opened") from None
        under_way.append(connection)
        try:
            connection.row_factory = sqlite3.Row
            connection.set_authorizer(self._allowed)
            return [dict(row) for row in connection.execute(text, bound).fetchmany(most)]
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise _failure(error) from None
        finally:
            connection.close()


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _reading_catalogue(action: int, name: str | None, *_: object) -> int:
    if action == sqlite3.SQLITE_PRAGMA and name in _CATALOGUE:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and name == "sqlite_master":
        return sqlite3.SQLITE_OK  # what is declared of such a table; the file itself is read only
    return _only_reading(action)


def _failure(error: Exception) -> RowsFailed:
    """Say what is wrong by its name alone: a message may quote values."""
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR")):
        return RowsFailed("unavailable", name)
    if name.startswith(("SQLITE_AUTH", "SQLITE_PERM", "SQLITE_READONLY")):
        return RowsFailed("refused", name)
    return RowsFailed("malformed", name)
