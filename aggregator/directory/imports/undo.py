"""Undoing an import: the directory as the same log would have left it without it.

What it added ends, but for the ids of whoever was changed since: that change named them by those,
and would have brought them. What it had ended comes back, unless its source has said something
else since, or the value belongs to somebody else now. Whoever it created goes, unless something of
them is left. All of it is one event.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import LINK
from aggregator.directory.kinds import KINDS, SEVERAL, EventKind
from aggregator.directory.read.said_of import said_of
from aggregator.directory.tables import event_records, events, links, notes, subjects
from aggregator.directory.write.changes import Changes
from aggregator.directory.write.names import is_name, mark_lost, unmark
from aggregator.store.bulk import bulk_insert

_PAGE = 2_000
_Row = dict[str, Any]
_IDENTITIES = tuple({kind for kinds in KINDS.values() for kind in kinds})
_CHANGES = tuple(kind.value for kind in (EventKind.UPSERT, EventKind.LINK, EventKind.EDIT))
"""Not a merge: it names people by our own ids, and brings nothing."""


def _brought(workspace_id: str, import_id: str) -> ColumnElement[bool]:
    """What is valid and came by the import."""
    return and_(
        links.c.workspace_id == workspace_id,
        links.c.subject.in_(KINDS),
        links.c.subject_id.in_(_whom(workspace_id, import_id)),
        links.c.import_id == import_id,
        links.c.valid_to.is_(None),
    )


def _whom(workspace_id: str, import_id: str) -> CompoundSelect[Any]:
    """All of whom it can have said something, by whom their records mean now.

    The records that its events name, and those that were told apart since: what it said of one of
    those may have been given to the other (give.py).
    """
    columns, of = events.c, events.c.workspace_id == workspace_id
    its = and_(of, columns.ref == import_id)
    named = select(event_records.c.record_id).where(
        event_records.c.workspace_id == workspace_id,
        event_records.c.seq.in_(select(columns.seq).where(its)),
    )
    first = select(func.min(columns.seq)).where(its).scalar_subquery()
    apart = and_(of, columns.kind == EventKind.UNMERGE.value, columns.seq > first)
    records = union(
        select(columns.subject_id.label("id")).where(its, columns.subject_id.isnot(None)),
        named,
        select(columns.subject_id).where(apart),
        select(columns.other_id).where(apart),
    ).cte("records")
    merged = select(subjects.c.merged_into).where(
        subjects.c.workspace_id == workspace_id,
        subjects.c.subject.in_(KINDS),
        subjects.c.id.in_(select(records.c.id)),
        subjects.c.merged_into.isnot(None),
    )
    return union(select(records.c.id), merged)


def _kept(workspace_id: str, import_id: str) -> ColumnElement[bool]:
    """The ids of whoever was changed since by something else."""
    since = exists().where(
        events.c.workspace_id == workspace_id,
        events.c.subject_id == links.c.record_id,
        events.c.seq > links.c.added_by,
        func.coalesce(events.c.ref, "") != import_id,
        events.c.kind.in_(_CHANGES),
    )
    return and_(or_(links.c.system != "", links.c.kind.in_(_IDENTITIES)), since)


async def undo_import(
    connection: AsyncConnection, changes: Changes, import_id: str
) -> Mapping[str, int]:
    """Take an import back; counts: links `ended`, `restored` and `kept`, subjects `removed`."""
    seq = changes.event(EventKind.UNDO, ref=import_id)
    await changes.write(connection)
    brought = _brought(changes.workspace_id, import_id)
    ended = await connection.execute(
        update(links)
        .where(brought, ~_kept(changes.workspace_id, import_id))
        .values(ended_by=seq, valid_to=changes.now)
    )
    await mark_lost(connection, changes.workspace_id, seq)
    kept = await connection.execute(select(func.count()).select_from(links).where(brought))
    restored = await _restore(connection, changes, import_id, seq)
    removed = await _remove(connection, changes.workspace_id, import_id)
    return {
        "ended": ended.rowcount,
        "restored": restored,
        "removed": removed,
        "kept": kept.scalar_one(),
    }


async def _restore(connection: AsyncConnection, changes: Changes, import_id: str, seq: int) -> int:
    """Bring back what the import ended, as new links that keep who said them."""
    restored, after = 0, 0
    while True:
        page = _events_of(changes.workspace_id, import_id, after)
        seqs = list((await connection.execute(page)).scalars())
        if not seqs:
            return restored
        after = seqs[-1]
        rows = await _ended_by(connection, changes.workspace_id, import_id, seqs)
        free = await _free(connection, changes.workspace_id, rows) if rows else []
        for row in free:
            row |= {
                "id": changes.ids(LINK),
                "added_by": seq,
                "ended_by": None,
                "valid_from": changes.now,
                "valid_to": None,
            }
        if free:
            await bulk_insert(connection, links, free)
            named = [row["subject_id"] for row in free if is_name(row["system"], row["kind"])]
            await unmark(connection, changes.workspace_id, named)
        restored += len(free)


def _events_of(workspace_id: str, import_id: str, after: int) -> Select[Any]:
    columns = events.c
    return (
        select(columns.seq)
        .where(
            columns.workspace_id == workspace_id,
            columns.ref == import_id,
            columns.kind != EventKind.UNDO.value,
            columns.seq > after,
        )
        .order_by(columns.seq)
        .limit(_PAGE)
    )


async def _ended_by(
    connection: AsyncConnection, workspace_id: str, import_id: str, seqs: Sequence[int]
) -> list[_Row]:
    """Read the links of others that these events of the import ended, whosever they are.

    `seqs` ascend. Asked for as a run: PostgreSQL would compare each link with each of a list.
    """
    columns, ours = links.c, set(seqs)
    ended = await connection.execute(
        select(links).where(
            columns.workspace_id == workspace_id,
            columns.ended_by.between(seqs[0], seqs[-1]),
        )
    )
    rows = (dict(row._mapping) for row in ended)  # noqa: SLF001
    return [row for row in rows if row["ended_by"] in ours and row["import_id"] != import_id]


async def _free(connection: AsyncConnection, workspace_id: str, rows: Sequence[_Row]) -> list[_Row]:
    """Give those whose place is free: their source says nothing else of it, nobody has the value.

    Three look-ups by an index for a page, compared here: as one condition of the statement it is
    slow where a database has no statistics of a new table.
    """
    kinds = {row["subject"] for row in rows}
    valid = [links.c.workspace_id == workspace_id, links.c.valid_to.is_(None)]
    valid.append(links.c.subject.in_(kinds))
    records = sorted({row["record_id"] for row in rows})
    of_records = await said_of(connection, workspace_id, kinds, records)
    said = {
        place
        for row in await connection.execute(select(links).where(*valid, of_records))
        for place in _places(dict(row._mapping))  # noqa: SLF001
    }
    found = await connection.execute(
        select(links).where(
            *valid,
            links.c.system.in_({row["system"] for row in rows}),
            links.c.kind.in_({row["kind"] for row in rows}),
            links.c.value_norm.in_({row["value_norm"] for row in rows if _is_identity(row)}),
        )
    )
    held = {holder for row in found for holder in _holders(dict(row._mapping))}  # noqa: SLF001
    return [row for row in rows if _places(row)[0] not in said and _holders(row)[-1] not in held]


def _places(row: _Row) -> tuple[tuple[str, ...], ...]:
    """Where a source says one thing of a record; of tags and domains it may say several."""
    place = (row["subject"], row["record_id"], row["system"], row["kind"], row["source"])
    return ((*place, row["value_norm"]),) if row["kind"] in SEVERAL else (place,)


def _holders(row: _Row) -> tuple[tuple[str, ...], ...]:
    """What would be there twice: an exclusive value, another one of the same record."""
    value = (row["subject"], row["system"], row["kind"], row["value_norm"])
    if row["exclusive"]:
        return (value,)
    # What is only shown has as many values as it has sources.
    return ((*value, row["record_id"] if row["system"] else f"{row['id']} alone"),)


def _is_identity(row: _Row) -> bool:
    return bool(row["system"] or row["exclusive"])


async def _remove(connection: AsyncConnection, workspace_id: str, import_id: str) -> int:
    """Remove whom the import created, where nothing of them is left."""
    created = select(events.c.seq).where(
        events.c.workspace_id == workspace_id, events.c.ref == import_id
    )
    left = exists().where(
        links.c.workspace_id == subjects.c.workspace_id,
        links.c.subject == subjects.c.subject,
        links.c.subject_id == subjects.c.id,
        links.c.valid_to.is_(None),
    )
    noted = exists().where(
        notes.c.workspace_id == subjects.c.workspace_id,
        notes.c.subject == subjects.c.subject,
        notes.c.subject_id == subjects.c.id,
    )
    merged = subjects.alias("merged")
    named = exists().where(
        merged.c.workspace_id == subjects.c.workspace_id,
        merged.c.subject == subjects.c.subject,
        merged.c.merged_into == subjects.c.id,
    )
    removed = await connection.execute(
        delete(subjects).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.created_by.in_(created),
            subjects.c.merged_into.is_(None),  # the old id of whoever it was merged into
            ~left,
            ~noted,
            ~named,
        )
    )
    return removed.rowcount
