"""The catalogue of an SQLite file: its tables and views, and what their columns are declared as."""

import re
from collections.abc import Mapping
from typing import Any

from aggregator.authoring.discovery.catalogue import (
    MAX_ROWS,
    Catalogue,
    CatalogueTable,
    Column,
    ForeignKey,
    alone,
    grouped,
)
from aggregator.authoring.discovery.found import FieldKind
from aggregator.upstream.sql.rows import Rows

SCHEMA = "main"

_TABLES = (
    "(SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE "
    "'sqlite\\_%' ESCAPE '\\')"
)
_COLUMNS = f"""
SELECT m.name AS name, c.name AS column, c.type AS type, c.pk AS pk
FROM {_TABLES} AS m, pragma_table_xinfo(m.name) AS c WHERE c.hidden <> 1
ORDER BY m.name, c.cid
"""  # noqa: S608 -- of nothing but the words above
_KEYS = f"""
SELECT m.name AS name, i.name AS key, c.name AS column
FROM {_TABLES} AS m, pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c
WHERE i."unique" = 1 AND i.partial = 0 ORDER BY m.name, i.name, c.seqno
"""  # noqa: S608 -- of nothing but the words above
_FOREIGN = f"""
SELECT m.name AS name, f.id AS key, f."from" AS column, f."table" AS of_name, f."to" AS of_column
FROM {_TABLES} AS m, pragma_foreign_key_list(m.name) AS f ORDER BY m.name, f.id, f.seq
"""  # noqa: S608 -- of nothing but the words above

_KINDS: tuple[tuple[str, FieldKind | None], ...] = (
    (r"bool", "boolean"),
    (r"timestamp|date", "moment"),
    (r"bigint|int8", "bigint"),
    (r"int", "bigint"),
    (r"char|clob|text|uuid|enum|string", "text"),
    (r"real|floa|doub|num|dec", "float"),
    (r"blob|json|binary|geom", None),
    (r"time|interval", "text"),
)


async def sqlite_catalogue(rows: Rows) -> Catalogue:
    """Read it. Raises RowsFailed."""
    tables: dict[tuple[str, str], CatalogueTable] = {}
    for group in grouped(await rows.fetch(_COLUMNS, {}, MAX_ROWS), "name"):
        table = CatalogueTable(SCHEMA, group[0]["name"])
        table.columns = {each["column"]: _column(each) for each in group}
        keyed = sorted((each for each in group if each["pk"]), key=lambda each: each["pk"])
        table.primary = tuple(each["column"] for each in keyed)
        one = alone(table.primary)
        table.unique |= {one} if one else set()
        tables[table.id] = table
    for group in grouped(await rows.fetch(_KEYS, {}, MAX_ROWS), "name", "key"):
        one = alone([each["column"] for each in group])
        if one is not None:
            tables[SCHEMA, group[0]["name"]].unique.add(one)
    for group in grouped(await rows.fetch(_FOREIGN, {}, MAX_ROWS), "name", "key"):
        _add_foreign(tables, group)
    return tables


def _column(row: Mapping[str, Any]) -> Column:
    declared = str(row["type"] or "").lower()
    if not declared:
        return Column(row["column"], "unknown")
    kind: FieldKind | None = "text"
    for words, each in _KINDS:
        if re.search(words, declared):
            kind = each
            break
    if re.search(r"(num|dec)\w*\s*\(\s*\d+\s*(,\s*0\s*)?\)", declared):
        kind = "bigint"
    return Column(row["column"], kind, key="int" if "int" in declared else "text")


def _add_foreign(
    tables: dict[tuple[str, str], CatalogueTable], group: list[Mapping[str, Any]]
) -> None:
    held = tables[SCHEMA, group[0]["name"]]
    names = {name.lower(): table for (_, name), table in tables.items()}
    of = names.get(str(group[0]["of_name"]).lower())
    column = alone([each["column"] for each in group])
    if of is None or column is None:
        return
    told = group[0]["of_column"] or alone(of.primary)
    if told in of.columns and column in held.columns:
        held.foreign.append(ForeignKey(column, of.id, told))
