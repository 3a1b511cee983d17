"""A statement that is compiled once, and asked of the driver as it is.

SQLAlchemy takes some five times as long over a look-up by index as the database itself. So what is
asked with every request is a `PreparedRead`: its text is made once for each kind of database,
however many values are looked for.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Boolean, ColumnElement, CompoundSelect, Dialect, Select, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles

RawRow = Any
"""A row as the driver gives it, to be unpacked. No type of ours looks at it: moments are raw."""

_NOT_GIVEN = object()


class PreparedReads(Protocol):
    """Whatever answers prepared reads: the store."""

    async def fetch(
        self, read: "PreparedRead", values: Mapping[str, Any], /
    ) -> Sequence[RawRow]: ...


class Among(ColumnElement[bool]):
    """Whether a column is one of the values that are bound, all in one list, under `name`."""

    inherit_cache = False
    type = Boolean()
    _is_implicitly_boolean = True  # else SQLite is asked for `... = 1`, which no index answers

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        self.column = column
        self.name = name


@compiles(Among, "sqlite")
def _among_json(element: Among, compiler: Any, **words: Any) -> str:
    values = compiler.process(bindparam(element.name, type_=Text()), **words)
    column = compiler.process(element.column, **words)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 both are made by SQLAlchemy


@compiles(Among, "postgresql")
def _among_array(element: Among, compiler: Any, **words: Any) -> str:
    values = compiler.process(bindparam(element.name, type_=ARRAY(Text())), **words)
    return f"{compiler.process(element.column, **words)} = ANY ({values})"


class PreparedRead:
    """A SELECT with named values; a list is bound where it says `Among`."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self._statement = statement
        self._texts: dict[str, tuple[str, tuple[tuple[str, Any], ...]]] = {}

    def said(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Give the text for `dialect`, and what is bound in it, in order."""
        if dialect.name not in self._texts:
            self._texts[dialect.name] = self._compiled(dialect)
        text, names = self._texts[dialect.name]
        bound = [values[name] if fixed is _NOT_GIVEN else fixed for name, fixed in names]
        if dialect.name == "sqlite":
            bound = [json.dumps(each) if isinstance(each, list) else each for each in bound]
        return text, bound

    def _compiled(self, dialect: Dialect) -> tuple[str, tuple[tuple[str, Any], ...]]:
        compiled = self._statement.compile(dialect=dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        names: Sequence[str] = getattr(compiled, "positiontup", None) or ()
        return str(compiled), tuple((name, fixed.get(name, _NOT_GIVEN)) for name in names)


async def fetch_within(
    connection: AsyncConnection, read: PreparedRead, values: Mapping[str, Any]
) -> Sequence[RawRow]:
    """Run one in a transaction that is under way, and may write."""
    text, bound = read.said(connection.dialect, values)
    return (await connection.exec_driver_sql(text, tuple(bound))).all()
