"""Undoing an import: the directory as the same log would have left it without it.

What it added ends, but for the ids of whoever was changed since: that change named them by those,
and would have brought them. What it had ended comes back, unless its source has said something
else since, or the value belongs to somebody else now. Whoever it created goes, unless something of
them is left.

Some of it is taken back in each transaction, by an event of its own, so that other writers wait for
a moment. All ends before anything comes back: a value may have gone from one to another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import LINK
from aggregator.directory.kinds import KINDS, SEVERAL, EventKind
from aggregator.directory.read.links import chunks
from aggregator.directory.read.said_of import meant_by, said_of
from aggregator.directory.tables import event_records, events, links, notes, subjects
from aggregator.directory.write.changes import Changes
from aggregator.directory.write.names import is_name, mark_lost, unmark
from aggregator.store.bulk import bulk_insert

TURN = 1_000
"""Records, or events, that are looked at together. PostgreSQL is asked for them by their ids alone:
of tables that an import has just filled it has no idea, and compares each row with each."""

_Row = dict[str, Any]
_IDENTITIES = tuple({kind for kinds in KINDS.values() for kind in kinds})
_CHANGES = tuple(kind.value for kind in (EventKind.UPSERT, EventKind.LINK, EventKind.EDIT))
"""Not a merge: it names people by our own ids, and brings nothing."""


class Undoing:
    """The undoing of one import, by turns. `counts`: what was taken back so far.

    Who ends half-way begins anew: what was taken back is not there to be taken back again.

    counts  links `ended`, `restored` and `kept`, subjects `removed`
    """

    def __init__(self, import_id: str) -> None:
        self._import_id = import_id
        self._records: list[str] = []
        self._looked_at = 0
        self._known_upto = 0  # the event up to which all records are among `_records`
        self._after = 0  # the last event of the import of which what it ended was looked at
        self._kept: set[str] = set()
        self._done = {"ended": 0, "restored": 0, "removed": 0}
        self._steps = [self._end, self._restore, self._remove]

    @property
    def counts(self) -> Mapping[str, int]:
        return {**self._done, "kept": len(self._kept)}

    async def turn(self, connection: AsyncConnection, changes: Changes, most: int = TURN) -> bool:
        """Take back some, in the caller's transaction; whether that was all.

        `most`: after how many records no more are looked at.
        """
        seq = changes.event(EventKind.UNDO, ref=self._import_id)
        await changes.write(connection)
        left = most
        while left > 0 and self._steps:
            looked_at = await self._steps[0](connection, changes, seq, min(most, TURN))
            left -= looked_at
            if not looked_at:
                del self._steps[0]
                self._looked_at = 0
        return not self._steps

    def _page(self, size: int) -> Sequence[str]:
        page = self._records[self._looked_at : self._looked_at + size]
        self._looked_at += len(page)
        return page

    async def _end(self, connection: AsyncConnection, changes: Changes, seq: int, size: int) -> int:
        """End what the import brought; how many records were looked at, 0: it has ended."""
        workspace_id = changes.workspace_id
        page = self._page(size)
        if not page:
            await self._learn(connection, workspace_id, seq)
            page = self._page(size)
        if not page:
            return 0
        brought = await _brought(connection, workspace_id, self._import_id, page)
        of = {row["record_id"] for row in brought}
        since = await _changed(connection, workspace_id, self._import_id, sorted(of))
        ids = [
            row["id"]
            for row in brought
            if not (row["is_id"] and since.get(row["record_id"], 0) > row["added_by"])
        ]
        for piece in chunks(ids):
            await connection.execute(
                update(links)
                .where(links.c.workspace_id == workspace_id, links.c.id.in_(piece))
                .values(ended_by=seq, valid_to=changes.now)
            )
        await mark_lost(connection, workspace_id, seq)
        self._kept.update(row["id"] for row in brought)
        self._kept.difference_update(ids)
        self._done["ended"] += len(ids)
        return len(page)

    async def _learn(self, connection: AsyncConnection, workspace_id: str, seq: int) -> None:
        """Add the records of which the import can have said something, and that are not known."""
        known = set(self._records)
        found = await _records(connection, workspace_id, self._import_id, self._known_upto)
        self._records += sorted(found - known)
        self._known_upto = seq

    async def _restore(
        self, connection: AsyncConnection, changes: Changes, seq: int, size: int
    ) -> int:
        """Bring back what the import ended, as new links that keep who said them."""
        page = _events_of(changes.workspace_id, self._import_id, self._after, size)
        seqs = list((await connection.execute(page)).scalars())
        if not seqs:
            return 0
        self._after = seqs[-1]
        rows = await _ended_by(connection, changes.workspace_id, self._import_id, seqs)
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
        self._done["restored"] += len(free)
        return len(seqs)

    async def _remove(
        self, connection: AsyncConnection, changes: Changes, _: int, size: int
    ) -> int:
        """Remove whom the import created, where nothing of them is left."""
        page = self._page(size)
        if page:
            removed = await _remove(connection, changes.workspace_id, self._import_id, page)
            self._done["removed"] += removed
        return len(page)


async def _records(
    connection: AsyncConnection, workspace_id: str, import_id: str, after: int
) -> set[str]:
    """Read the records that events after `after` bring into question.

    Those that the import's events name, and those that were told apart since: what it said of one
    of those may have been given to the other (give.py).
    """
    columns, of = events.c, events.c.workspace_id == workspace_id
    its = of, columns.ref == import_id
    records: set[str] = set()
    first = await connection.scalar(select(func.min(columns.seq)).where(*its)) or 0
    for statement in (
        select(columns.subject_id).where(*its, columns.seq > after),
        select(event_records.c.record_id).where(
            event_records.c.workspace_id == workspace_id,
            event_records.c.seq > after,
            event_records.c.seq.in_(select(columns.seq).where(*its)),
        ),
        *(
            select(told).where(
                of, columns.kind == EventKind.UNMERGE.value, columns.seq > max(first, after)
            )
            for told in (columns.subject_id, columns.other_id)
        ),
    ):
        found = await connection.execute(statement)
        records.update(each for each in found.scalars() if each is not None)
    return records


async def _brought(
    connection: AsyncConnection, workspace_id: str, import_id: str, records: Sequence[str]
) -> list[_Row]:
    """Read what is valid and came by the import, of whomever these records mean now."""
    ids = await meant_by(connection, workspace_id, tuple(KINDS), records)
    found = await connection.execute(
        select(
            links.c.id,
            links.c.record_id,
            links.c.added_by,
            or_(links.c.system != "", links.c.kind.in_(_IDENTITIES)).label("is_id"),
        ).where(
            links.c.workspace_id == workspace_id,
            links.c.subject.in_(KINDS),
            links.c.subject_id.in_(ids),
            links.c.import_id == import_id,
            links.c.valid_to.is_(None),
        )
    )
    return [dict(row._mapping) for row in found]  # noqa: SLF001 its public name for rows


async def _changed(
    connection: AsyncConnection, workspace_id: str, import_id: str, records: Iterable[str]
) -> Mapping[str | None, int]:
    """Read the last event by which something else changed each of these records."""
    columns = events.c
    found = await connection.execute(
        select(columns.subject_id, func.max(columns.seq))
        .where(
            columns.workspace_id == workspace_id,
            columns.subject_id.in_(records),
            func.coalesce(columns.ref, "") != import_id,
            columns.kind.in_(_CHANGES),
        )
        .group_by(columns.subject_id)
    )
    return {row[0]: row[1] for row in found}


def _events_of(workspace_id: str, import_id: str, after: int, most: int) -> Select[Any]:
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
        .limit(most)
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


async def _remove(
    connection: AsyncConnection, workspace_id: str, import_id: str, records: Sequence[str]
) -> int:
    by_it = exists().where(
        events.c.workspace_id == subjects.c.workspace_id,
        events.c.seq == subjects.c.created_by,
        events.c.ref == import_id,
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
            subjects.c.id.in_(records),
            by_it,
            subjects.c.merged_into.is_(None),  # the old id of whoever it was merged into
            ~left,
            ~noted,
            ~named,
        )
    )
    return removed.rowcount
