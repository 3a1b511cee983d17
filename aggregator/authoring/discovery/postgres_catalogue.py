"""The catalogue of a PostgreSQL: what the user that connects may read, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.authoring.discovery.catalogue import (
    MAX_ROWS,
    Catalogue,
    CatalogueTable,
    Column,
    ForeignKey,
    alone,
)
from aggregator.authoring.discovery.found import FieldKind
from aggregator.upstream.sql.rows import Rows

_COLUMNS = """
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, t.typname AS type,
  t.typtype::text AS sort, item.typname AS item, item.typtype::text AS item_sort,
  base.typname AS base, a.atttypmod AS modifier,
  obj_description(c.oid, 'pg_class') AS table_says, col_description(c.oid, a.attnum) AS says
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS item ON item.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_catalog.pg_type AS base ON base.oid = t.typbasetype
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY n.nspname = 'public' DESC, n.nspname, c.relname, a.attnum
"""

_KEYS = """
SELECT n.nspname AS schema, c.relname AS name, i.indisprimary AS is_primary,
  ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
    WHERE k.place <= i.indnkeyatts ORDER BY k.place) AS columns
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisvalid
  AND n.nspname NOT LIKE 'pg\\_%'
"""

_FOREIGN = """
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column,
  rn.nspname AS of_schema, rc.relname AS of_name, ra.attname AS of_column
FROM pg_catalog.pg_constraint AS f
JOIN pg_catalog.pg_class AS c ON c.oid = f.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS rc ON rc.oid = f.confrelid
JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
JOIN pg_catalog.pg_attribute AS ra ON ra.attrelid = f.confrelid AND ra.attnum = f.confkey[1]
WHERE f.contype = 'f' AND cardinality(f.conkey) = 1
ORDER BY f.conname
"""

_WORDS = """
SELECT t.typname AS type, e.enumlabel AS word
FROM pg_catalog.pg_enum AS e JOIN pg_catalog.pg_type AS t ON t.oid = e.enumtypid
ORDER BY t.oid, e.enumsortorder
"""

_KINDS: Mapping[str, FieldKind] = {
    "text": "text", "varchar": "text", "bpchar": "text", "char": "text", "name": "text",
    "citext": "text", "uuid": "text", "inet": "text", "cidr": "text", "macaddr": "text",
    "money": "text", "interval": "text", "time": "text", "timetz": "text",
    "int2": "int", "int4": "int", "int8": "bigint",
    "numeric": "float", "float4": "float", "float8": "float",
    "bool": "boolean", "date": "moment", "timestamp": "moment", "timestamptz": "moment",
}  # fmt: skip
_KEY_TYPES = {"int2": "int", "int4": "int", "int8": "int", "uuid": "uuid"}
_LONGEST_WORD = 80
_MAX_WORDS = 50


async def postgres_catalogue(rows: Rows) -> Catalogue:
    """Read it. Raises RowsFailed."""
    words: dict[str, list[str]] = {}
    for row in await rows.fetch(_WORDS, {}, MAX_ROWS):
        words.setdefault(row["type"], []).append(row["word"])
    tables: dict[tuple[str, str], CatalogueTable] = {}
    for row in await rows.fetch(_COLUMNS, {}, MAX_ROWS):
        id_ = (row["schema"], row["name"])
        table = tables.setdefault(id_, CatalogueTable(*id_, says=row["table_says"] or ""))
        column = _column(row, words)
        table.columns[column.name] = column
    for row in await rows.fetch(_KEYS, {}, MAX_ROWS):
        _add_key(tables.get((row["schema"], row["name"])), row["is_primary"], row["columns"])
    for row in await rows.fetch(_FOREIGN, {}, MAX_ROWS):
        of = (row["of_schema"], row["of_name"])
        held = tables.get((row["schema"], row["name"]))
        if held is not None and of in tables and row["column"] in held.columns:
            held.foreign.append(ForeignKey(row["column"], of, row["of_column"]))
    return tables


def _column(row: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Column:
    many = row["item"] is not None
    type_ = row["item"] if many else row["base"] or row["type"]
    sort = row["item_sort"] if many else row["sort"]
    known = tuple(words.get(type_, ())) if sort == "e" else ()
    kind = _KINDS.get(type_)
    if known:
        plain = len(known) <= _MAX_WORDS and all(len(each) <= _LONGEST_WORD for each in known)
        kind, known = ("enum", known) if plain else ("text", ())
    # numeric(12, 0) is a whole number: its modifier holds precision and scale, and 4 beside them.
    modifier = row["modifier"] - 4
    whole = type_ == "numeric" and modifier >= 0 and modifier & 0x7FF == 0
    if whole:
        kind = "bigint"
    return Column(
        row["column"],
        kind,
        many,
        known,
        row["says"] or "",
        _KEY_TYPES.get(type_, "text"),
    )


def _add_key(table: CatalogueTable | None, primary: Any, columns: Sequence[Any]) -> None:
    if table is None:
        return
    if primary:
        table.primary = tuple(map(str, columns))
    one = alone(columns)
    if one is not None:
        table.unique.add(one)
