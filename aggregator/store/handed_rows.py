"""Statements that read rows which are handed over with them, and make of each what they like.

A table of values that repeat themselves is written in a third of the time if the database makes its
rows: what is the same in all of them is said once, and what differs is handed over by columns.
PostgreSQL takes a column as an array, SQLite some hundred rows as VALUES.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.store.bulk import driver_of, run_on_postgres, run_on_sqlite, sqlite_moment

SqlType = Literal["text", "bigint", "boolean", "timestamptz"]

_ROWS = 500
_VARIABLES = 32_000
"""Of one statement; SQLite takes 32,766."""


@dataclass(frozen=True, slots=True)
class RowsStatement:
    """`text` reads `{rows}`, a table r with the columns column1, column2..., and `{0}`, `{1}`...

    fixed     the types of the values that are the same for all rows: `{0}` is the first
    columns   the types of the rows' columns
    """

    text: str
    fixed: tuple[SqlType, ...]
    columns: tuple[SqlType, ...]


async def run_over_rows(
    connection: AsyncConnection,
    statement: RowsStatement,
    fixed: Sequence[Any],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Run it over all rows, at least one. `columns`: as long as each other.

    Raises SQLAlchemy's errors, as its own statements do.
    """
    if connection.dialect.name == "postgresql":
        await run_on_postgres(connection, _for_postgres(statement), (*fixed, *columns))
        return
    values = [sqlite_moment(each) if isinstance(each, datetime) else each for each in fixed]
    await run_on_sqlite(await driver_of(connection), _pieces(statement, values, columns))


def _pieces(
    statement: RowsStatement, fixed: Sequence[Any], columns: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, Sequence[Any]]]:
    size = max(1, min(_ROWS, (_VARIABLES - len(fixed)) // len(columns)))
    rows = list(zip(*columns, strict=True))
    for at in range(0, len(rows), size):
        piece = rows[at : at + size]
        yield _for_sqlite(statement, len(piece)), [*fixed, *chain.from_iterable(piece)]


@lru_cache(maxsize=64)
def _for_postgres(statement: RowsStatement) -> str:
    bound = [f"${n}::{type_}" for n, type_ in enumerate(statement.fixed, 1)]
    arrays = ", ".join(
        f"${n}::{type_}[]" for n, type_ in enumerate(statement.columns, len(bound) + 1)
    )
    names = ", ".join(f"column{n}" for n in range(1, len(statement.columns) + 1))
    return statement.text.format(*bound, rows=f"unnest({arrays}) AS r({names})")


@lru_cache(maxsize=64)
def _for_sqlite(statement: RowsStatement, rows: int) -> str:
    fixed, width = len(statement.fixed), len(statement.columns)
    row = ", ".join(
        f"({', '.join(f'?{n}' for n in range(first, first + width))})"
        for first in range(fixed + 1, fixed + 1 + rows * width, width)
    )
    return statement.text.format(
        *(f"?{n}" for n in range(1, fixed + 1)), rows=f"(VALUES {row}) AS r"
    )
