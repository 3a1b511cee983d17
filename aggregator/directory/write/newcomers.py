"""Many who are new, written together: a subject, an event, and a link for each value of each.

The database makes the rows (store/handed_rows.py). A link's id is that of whom it says something,
and which of their values it is: nobody else's can be the same, and they sort as they were said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import LINK
from aggregator.directory.kinds import EXCLUSIVE, EventKind, SubjectKind
from aggregator.directory.values import Provenance
from aggregator.directory.write.names import is_name
from aggregator.directory.write.said_rows import SaidColumn
from aggregator.store.handed_rows import RowsStatement, SqlType, run_over_rows

_AT_ONCE = 16
"""Columns of one statement: of each row it looks at so many for each of them."""

_SUBJECTS = RowsStatement(
    "INSERT INTO subjects "
    "(workspace_id, subject, id, merged_into, created_by, created_at, nameless) "
    "SELECT {0}, {1}, r.column1, NULL, r.column2, {2}, r.column3 FROM {rows}",
    ("text", "text", "timestamptz"),
    ("text", "bigint", "boolean"),
)
_EVENTS = RowsStatement(
    "INSERT INTO events "
    "(workspace_id, seq, kind, subject, subject_id, other_id, ref, source, actor, at) "
    "SELECT {0}, r.column2, {1}, {2}, r.column1, NULL, {3}, {4}, {5}, {6} FROM {rows}",
    ("text", "text", "text", "text", "text", "text", "timestamptz"),
    ("text", "bigint"),
)
_SAME: tuple[SqlType, ...] = ("text",) * 7 + ("timestamptz",)
_OF_A_COLUMN: tuple[SqlType, ...] = ("text", "text", "boolean")


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Who is new: their ids, the numbers of the events that brought them, what is said of them."""

    subject: SubjectKind
    ids: Sequence[str]
    seqs: Sequence[int]
    columns: Sequence[SaidColumn]


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """In which workspace, what kind of event, when, and who says it."""

    workspace_id: str
    kind: EventKind
    now: datetime
    by: Provenance


async def write_newcomers(connection: AsyncConnection, who: Newcomers, how: WrittenBy) -> None:
    """Write them, by a number of statements that depends on their columns alone."""
    by, keys = how.by, (who.ids, who.seqs)
    same = (how.workspace_id, who.subject, how.now)
    await run_over_rows(connection, _SUBJECTS, same, (*keys, _nameless(who)))
    same_of_events = (how.workspace_id, how.kind.value, who.subject, by.import_id, by.source)
    await run_over_rows(connection, _EVENTS, (*same_of_events, by.actor, how.now), keys)
    said = (how.workspace_id, who.subject, by.trust.value, by.source, by.import_id, by.actor)
    for first in range(0, len(who.columns), _AT_ONCE):
        columns = who.columns[first : first + _AT_ONCE]
        fixed: list[Any] = [*said, by.reason, how.now]
        for each in columns:
            fixed += [each.system, each.kind, not each.system and each.kind in EXCLUSIVE]
        values = [texts for each in columns for texts in (each.norms, each.raws)]
        prefix = who.ids[0].index("_") + 1
        await run_over_rows(
            connection, _links(prefix, first, len(columns)), fixed, (*keys, *values)
        )


def _nameless(who: Newcomers) -> Sequence[bool]:
    for column in who.columns:
        if is_name(column.system, column.kind):
            return [raw is None for raw in column.raws]
    return [True] * len(who.ids)


@lru_cache(maxsize=64)
def _links(prefix: int, first: int, many: int) -> RowsStatement:
    """Build what makes links of `many` columns, the `first` and those behind it."""
    columns = ", ".join(
        f"({n}, '{first + n:02x}', {{{at}}}, {{{at + 1}}}, {{{at + 2}}})"
        for n, at in enumerate(range(len(_SAME), len(_SAME) + 3 * many, 3))
    )
    text = (
        "INSERT INTO links "  # noqa: S608 our own words
        "(workspace_id, id, subject, subject_id, record_id, system, kind, "
        "value_norm, value_raw, trust, exclusive, source, import_id, actor, reason, added_by, "
        "ended_by, valid_from, valid_to) "
        f"SELECT {{0}}, '{LINK}' || substr(r.column1, {prefix + 1}) || k.column2, {{1}}, "
        f"r.column1, r.column1, k.column3, k.column4, {_value(3, many)}, {_value(4, many)}, "
        "{2}, k.column5, {3}, {4}, {5}, {6}, r.column2, NULL, {7}, NULL "
        f"FROM {{rows}} CROSS JOIN (VALUES {columns}) AS k WHERE {_value(4, many)} IS NOT NULL"
    )
    values: tuple[SqlType, ...] = ("text", "text")
    return RowsStatement(text, _SAME + _OF_A_COLUMN * many, ("text", "bigint", *values * many))


def _value(first: int, many: int) -> str:
    cases = " ".join(f"WHEN {n} THEN r.column{first + 2 * n}" for n in range(many))
    return f"CASE k.column1 {cases} END"
