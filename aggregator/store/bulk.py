"""Many rows into one table, as fast as the database takes them.

SQLAlchemy looks at every value of every row, which costs more than the database's own work. Here
the driver gets the rows as they are: PostgreSQL by COPY, SQLite by a prepared statement of many
rows. A statement a row costs half as much again there, and after each of them the driver's thread
would wait for the thread that answers requests.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.store.metadata import Moment
from aggregator.store.one_hop import WriterConnection

_ROWS = 200
"""Rows of one statement: above that it gets no faster."""


async def bulk_insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert `rows`, at least one, which all have the same columns in the same order.

    Their values are texts, numbers, truth values, moments and None: JSON goes another way.
    """
    await bulk_copy(connection, table, tuple(rows[0]), [tuple(row.values()) for row in rows])


async def bulk_copy(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    records: Sequence[Sequence[Any]],
) -> None:
    """Insert `records`, each the values of `columns` in their order; see `bulk_insert`."""
    if connection.dialect.name == "postgresql":
        await _copy(connection, table, columns, records)
        return
    width = len(columns)
    values = [value for record in records for value in record]
    for position, name in enumerate(columns):
        if isinstance(table.c[name].type, Moment):
            values[position::width] = map(sqlite_moment, values[position::width])
    pieces = (values[at : at + width * _ROWS] for at in range(0, len(values), width * _ROWS))
    statements = [
        (_statement(table.name, tuple(columns), len(piece) // width), piece) for piece in pieces
    ]
    await run_on_sqlite(await driver_of(connection), statements)


async def driver_of(connection: AsyncConnection) -> Any:
    """Give the driver's own connection."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None, "a connection that is open has one"  # noqa: S101 for mypy
    return driver


async def run_on_sqlite(driver: Any, statements: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """Run statements that give nothing back, in one change of thread; they are made there, too."""
    assert isinstance(driver, WriterConnection), "who inserts writes"  # noqa: S101 for mypy
    with _sqlalchemys_errors():
        await driver.run_all(statements)


async def run_on_postgres(connection: AsyncConnection, text_: str, values: Sequence[Any]) -> None:
    """Run a statement that gives nothing back, within SQLAlchemy's transaction."""
    driver = await _in_transaction(connection)
    with _sqlalchemys_errors():
        await driver.execute(text_, *values)


@lru_cache(maxsize=64)
def _statement(table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608 our own names


async def _copy(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    records: Iterable[Sequence[Any]],
) -> None:
    driver = await _in_transaction(connection)
    with _sqlalchemys_errors():
        await driver.copy_records_to_table(table.name, records=records, columns=columns)


async def _in_transaction(connection: AsyncConnection) -> Any:
    driver = await driver_of(connection)
    if not driver.is_in_transaction():  # SQLAlchemy begins by its first statement
        await connection.execute(text("SELECT 1"))
    return driver


@contextmanager
def _sqlalchemys_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError("insert", None, error) from error
    except (sqlite3.Error, asyncpg.PostgresError) as error:
        raise OperationalError("insert", None, error) from error


@lru_cache(maxsize=16)
def sqlite_moment(moment: datetime | None) -> str | None:
    """A moment as SQLAlchemy reads it back: UTC, without its zone. A transaction has one or two."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
