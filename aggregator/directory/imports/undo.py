"""Undoing an import: the directory as the same log would have left it without it.

What it added ends, but for the ids of whoever was changed since: that change named them by those,
and would have brought them. What it had ended comes back, unless its source has said something
else since, or the value belongs to somebody else now. Whoever it created goes, unless something of
them is left. All of it is one event.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import LINK
from aggregator.directory.kinds import KINDS, SEVERAL, EventKind
from aggregator.directory.tables import events, links, notes, subjects
from aggregator.directory.write.changes import Changes
from aggregator.store.bulk import bulk_insert

_PAGE = 5_000
_IDENTITIES = tuple({kind for kinds in KINDS.values() for kind in kinds})
_CHANGES = tuple(
    kind.value for kind in (EventKind.UPSERT, EventKind.LINK, EventKind.EDIT, EventKind.MERGE)
)


def _brought(workspace_id: str, import_id: str) -> ColumnElement[bool]:
    """What is valid and came by the import."""
    return and_(
        links.c.workspace_id == workspace_id,
        links.c.import_id == import_id,
        links.c.valid_to.is_(None),
    )


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
    restored, after = 0, ""
    while True:
        page = _ended_by(changes.workspace_id, import_id, after)
        rows = [dict(row._mapping) for row in await connection.execute(page)]  # noqa: SLF001
        if not rows:
            return restored
        after = rows[-1]["id"]
        for row in rows:
            row |= {
                "id": changes.ids(LINK),
                "added_by": seq,
                "ended_by": None,
                "valid_from": changes.now,
                "valid_to": None,
            }
        await bulk_insert(connection, links, rows)
        restored += len(rows)


def _ended_by(workspace_id: str, import_id: str, after: str) -> Select[Any]:
    """Links of others that the import ended, and whose place is free."""
    # Two questions, each answered by an index of its own: together they would be by none.
    since, taken = links.alias("since"), links.alias("taken")
    said_since = exists().where(
        _same_kind(since),
        since.c.record_id == links.c.record_id,
        since.c.source == links.c.source,
        or_(links.c.kind.not_in(SEVERAL), since.c.value_norm == links.c.value_norm),
    )
    elsewhere = exists().where(
        _same_kind(taken),
        taken.c.value_norm == links.c.value_norm,
        or_(links.c.exclusive, taken.c.subject_id == links.c.subject_id),
        or_(links.c.system != "", links.c.exclusive),
    )
    by_it = select(events.c.seq).where(
        events.c.workspace_id == workspace_id,
        events.c.ref == import_id,
        events.c.kind != EventKind.UNDO.value,
    )
    return (
        select(links)
        .where(
            links.c.workspace_id == workspace_id,
            links.c.ended_by.in_(by_it),
            func.coalesce(links.c.import_id, "") != import_id,
            links.c.id > after,
            ~said_since,
            ~elsewhere,
        )
        .order_by(links.c.id)
        .limit(_PAGE)
    )


def _same_kind(other: FromClause) -> ColumnElement[bool]:
    """What is valid and says the same kind of thing."""
    return and_(
        other.c.workspace_id == links.c.workspace_id,
        other.c.subject == links.c.subject,
        other.c.system == links.c.system,
        other.c.kind == links.c.kind,
        other.c.valid_to.is_(None),
    )


async def _remove(connection: AsyncConnection, workspace_id: str, import_id: str) -> int:
    """Remove whom the import created, where nothing of them is left."""
    created = select(events.c.seq).where(
        events.c.workspace_id == workspace_id, events.c.ref == import_id
    )
    left = exists().where(
        links.c.workspace_id == subjects.c.workspace_id,
        links.c.subject == subjects.c.subject,
        links.c.record_id == subjects.c.id,
        links.c.valid_to.is_(None),
    )
    noted = exists().where(
        notes.c.workspace_id == subjects.c.workspace_id,
        notes.c.subject == subjects.c.subject,
        notes.c.record_id == subjects.c.id,
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
            ~left,
            ~noted,
            ~named,
        )
    )
    return removed.rowcount
