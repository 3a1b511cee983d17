"""Many rows into one table, as fast as the database takes them.

SQLAlchemy looks at every value of every row, which costs more than the database's own work. Here
the driver gets the rows as they are: PostgreSQL by COPY, SQLite by one prepared statement.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.store.metadata import Moment


async def bulk_insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert `rows`, at least one, which all have the same columns in the same order.

    Their values are texts, numbers, truth values, moments and None: JSON goes another way.
    """
    columns = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        await _copy(connection, table, columns, [tuple(row.values()) for row in rows])
        return
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    moments = {name for name in columns if isinstance(table.c[name].type, Moment)}
    values = [
        tuple(_sqlite(value) if name in moments else value for name, value in row.items())
        for row in rows
    ]
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 our own names
    await connection.exec_driver_sql(statement, values)


async def _copy(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    records: Sequence[tuple[Any, ...]],
) -> None:
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None, "a connection that is open has one"  # noqa: S101 for mypy
    if not driver.is_in_transaction():  # SQLAlchemy begins by its first statement
        await connection.execute(text("SELECT 1"))
    try:
        await driver.copy_records_to_table(table.name, records=records, columns=columns)
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError("copy", None, error) from error
    except asyncpg.PostgresError as error:
        raise OperationalError("copy", None, error) from error


@lru_cache(maxsize=16)
def _sqlite(moment: datetime | None) -> str | None:
    """A moment as SQLAlchemy reads it back: UTC, without its zone. A transaction has one or two."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
