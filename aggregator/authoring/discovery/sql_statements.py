"""Statements that find a table's rows by a person: by an address in it, or in one it belongs to.

Every name is quoted. Keys are bound, and so is the number of rows of each.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aggregator.authoring.connector.draft import MAX_KEYS
from aggregator.authoring.connector.yaml_text import Lines, Noted, Tree
from aggregator.authoring.discovery.catalogue import Catalogue, CatalogueTable, ForeignKey
from aggregator.authoring.discovery.found import EMAIL, FoundLookup
from aggregator.authoring.discovery.guesses import own_key
from aggregator.authoring.discovery.naming import free, plain, step

_NEWEST = ("createdat", "created", "createdon", "date", "orderedat", "issuedat", "updatedat",
           "timestamp", "occurredat", "startedat", "placedat")  # fmt: skip


class _KeyColumn(NamedTuple):
    name: str
    key: str


def quoted(name: str) -> str:
    """Write a name of a table or a column."""
    return '"' + name.replace('"', '""') + '"'


def select_some(table: CatalogueTable, columns: Sequence[str]) -> str:
    """Write what reads some rows; `:most` bounds them."""
    names = ", ".join(map(quoted, columns))
    return f"SELECT {names} FROM {_table(table)} LIMIT :most"  # noqa: S608 -- its names are quoted


def lookups_of(
    table: CatalogueTable, columns: Sequence[str], catalogue: Catalogue
) -> Iterator[FoundLookup]:
    """Yield the ways to a table's rows, the best first; `columns` are those that are read."""
    for own in _own(table):
        yield _direct(table, columns, own)
    for foreign in table.foreign:
        holder = catalogue[foreign.of]
        for own in _own(holder)[:1] if holder is not table else ():
            yield _joined(table, columns, holder, own, foreign, back=False)
    for holder in catalogue.values():
        for foreign in holder.foreign if holder is not table else ():
            for own in _own(holder)[:1] if foreign.of == table.id else ():
                yield _joined(table, columns, holder, own, foreign, back=True)
    if len(table.primary) == 1 and table.primary[0] in columns:
        yield _direct(table, columns, _KeyColumn(table.primary[0], ""))


def _own(table: CatalogueTable) -> list[_KeyColumn]:
    """List the columns that hold what is a person's own, an address first."""
    found = [
        _KeyColumn(each.name, key)
        for each in table.columns.values()
        if each.kind == "text"
        and not each.many
        and each.name.isprintable()
        and (key := own_key(each.name)) is not None
    ]
    return sorted(
        found,
        key=lambda own: (own.key != EMAIL, own.name.lower() != EMAIL, plain(own.name) != EMAIL),
    )


def _direct(table: CatalogueTable, columns: Sequence[str], own: _KeyColumn) -> FoundLookup:
    many = own.name not in table.unique
    bound = table.columns[own.name].key
    read = columns if own.name in columns else [*columns, own.name]
    names = [quoted(each) for each in read]
    key = quoted(own.name)
    source = f"FROM {_table(table)}\nWHERE {key} = ANY(:keys)"
    sql = _statement(names, source, key, _newest(table, "") if many else None, read)
    words = f"{table.name}, by its column {own.name}"
    return FoundLookup(words, own.key, _said(table, sql, own.name, bound, many=many), many)


def _joined(
    table: CatalogueTable,
    columns: Sequence[str],
    holder: CatalogueTable,
    own: _KeyColumn,
    foreign: ForeignKey,
    *,
    back: bool,
) -> FoundLookup:
    """Read by a table of people: `back` where that names the row, else where the row names them."""
    alias = free("asked_for", columns, "_")
    names = [*(f"t.{quoted(each)}" for each in columns)]
    key = f"k.{quoted(own.name)}"
    names.append(f"{key} AS {quoted(alias)}")
    left, right = (foreign.of_column, foreign.column) if back else (
        foreign.column, foreign.of_column)  # fmt: skip
    source = (
        f"FROM {_table(table)} AS t\n"
        f"JOIN {_table(holder)} AS k ON k.{quoted(right)} = t.{quoted(left)}\n"
        f"WHERE {key} = ANY(:keys)"
    )
    many = not (back and own.name in holder.unique)
    if not back and foreign.column in table.unique and own.name in holder.unique:
        many = False
    order = _newest(table, "t.") if many else None
    sql = _statement(names, source, key, order, [*columns, alias])
    words = f"{table.name}, by {own.name} of {holder.name}"
    return FoundLookup(words, own.key, _said(table, sql, alias, "text", many=many), many)


def _statement(
    names: Sequence[str], source: str, key: str, order: str | None, taken: Sequence[str]
) -> str:
    """Write it; with an `order` the rows of each key are numbered, and bounded by `:most`."""
    if order is None:
        return f"SELECT {', '.join(names)}\n{source}\n"
    number = quoted(free("newest", taken, "_"))
    over = f"PARTITION BY {key}{f' {order}' if order else ''}"
    inner = f"SELECT {', '.join(names)},\n  row_number() OVER ({over}) AS {number}\n{source}"
    indented = inner.replace("\n", "\n  ")
    return (
        f"SELECT * FROM (\n  {indented}\n) AS numbered\n"  # noqa: S608 -- its names are quoted
        f"WHERE {number} <= :most\nORDER BY {number}\n"
    )


def _newest(table: CatalogueTable, before: str) -> str:
    """Say what is newest first."""
    by, _ = _newest_by(table)
    return f"ORDER BY {before}{quoted(by)} DESC" if by else ""


def _newest_by(table: CatalogueTable) -> tuple[str | None, bool]:
    """Give the column that tells what is newest, and whether it is a guess.

    One whose name says when a row came; else the only moment that there is, else its number.
    """
    moments = [each for each in table.columns.values() if each.kind == "moment"]
    by_name = {plain(each.name): each.name for each in moments}
    when = next((by_name[each] for each in _NEWEST if each in by_name), None)
    if when is not None:
        return when, False
    number = table.primary[0] if len(table.primary) == 1 else None
    return (moments[0].name if len(moments) == 1 else number), True


def _said(
    table: CatalogueTable, sql: str, match: str, bound: str, *, many: bool
) -> dict[str, Tree]:
    type_: dict[str, Tree] = {} if bound == "text" else {"type": bound}
    said: dict[str, Tree] = {
        "request": {"sql": Lines(sql)},
        "batch": {"style": "sql-any", "max": MAX_KEYS, **type_},
        "records": "rows",
        "match": step(match),
    }
    by, guessed = _newest_by(table)
    per_key: Tree = Noted("most", f"a guess: the newest by {by}") if by and guessed else "most"
    return {**said, "per_key": per_key} if many else said


def _table(table: CatalogueTable) -> str:
    plain_schema = table.schema in ("public", "main")
    return quoted(table.name) if plain_schema else f"{quoted(table.schema)}.{quoted(table.name)}"
