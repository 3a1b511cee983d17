"""Giving a later edit to the other one of two who are told apart.

What it said is said of the other record instead, and what it took the place of comes back: as if it
had named that record when it was made. So what came after it goes before it, on either side.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import EXCLUSIVE, KINDS, SEVERAL, EventKind, SubjectKind
from aggregator.directory.read.said_of import said_of
from aggregator.directory.tables import events, links, subjects
from aggregator.directory.write.changes import Changes

_Row = dict[str, Any]
_IDENTITIES = frozenset(kind for kinds in KINDS.values() for kind in kinds)
_WITHDRAWN = (EventKind.UNLINK.value, EventKind.UNDO.value)


async def give(
    connection: AsyncConnection,
    changes: Changes,
    subject: SubjectKind,
    given: Mapping[int, tuple[str, str]],
    seq: int,
) -> None:
    """Give each edit, by its number: from one record to another. `seq`: the event that does it."""
    records = {id_ for pair in given.values() for id_ in pair}
    if not records:
        return
    table = _Links(
        await _rows(connection, changes.workspace_id, subject, sorted(records)),
        await _withdrawing(connection, changes.workspace_id),
        await _meant(connection, changes.workspace_id, subject, sorted(records)),
    )
    for event, (source, _) in given.items():  # all of them first: none is in another's way
        for row in table.added_by(event, source):
            table.given.add(row["id"])
            if row["ended_by"] is None:
                changes.end(row["id"], seq)
                table.take(row)
    for event, (source, target) in sorted(given.items()):
        for row in table.added_by(event, source):
            _give(table, changes, row, target, event, seq)
        for row in table.ended_by(event, source):
            if table.free(row, source, event):
                table.put(
                    row,
                    source,
                    row["added_by"],
                    changes.copy(row, source, table.means[source], seq),
                )
    await changes.write(connection)


def _give(table: "_Links", changes: Changes, row: _Row, target: str, event: int, seq: int) -> None:
    if table.withdrawn(row):
        return  # it was said no longer: of nobody
    if not table.free(row, target, event):
        return  # the other one's source said otherwise later, or says so too
    for before in table.at(row, target):
        changes.end(before["id"], seq)
        table.take(before)
    table.put(row, target, event, changes.copy(row, target, table.means[target], seq))


class _Links:
    """All links of the records, valid or not; `said` is the number of the edit that says it.

    means  whom each record means now
    """

    def __init__(
        self, rows: Sequence[_Row], withdrawing: frozenset[int], means: Mapping[str, str]
    ) -> None:
        self.means = means
        self._rows = rows
        self._withdrawing = withdrawing
        self.given: set[str] = set()
        self._valid = [(row, row["added_by"]) for row in rows if row["ended_by"] is None]

    def added_by(self, event: int, record: str) -> list[_Row]:
        return [r for r in self._rows if r["added_by"] == event and r["record_id"] == record]

    def ended_by(self, event: int, record: str) -> list[_Row]:
        """List what an edit took the place of: what an edit that was given away did, too."""
        found: list[_Row] = []
        for row in self._rows:
            if row["ended_by"] != event or row["record_id"] != record:
                continue
            if row["id"] in self.given:
                place = _place(row, record)
                before = self.ended_by(row["added_by"], record)
                found += [each for each in before if _place(each, record) == place]
            else:
                found.append(row)
        return found

    def withdrawn(self, row: _Row) -> bool:
        return row["ended_by"] in self._withdrawing

    def at(self, row: _Row, record: str) -> list[_Row]:
        """What its source says of a record in the same place."""
        if row["kind"] in SEVERAL and not row["system"]:
            return []
        return [
            each
            for each, _ in self._valid
            if _place(each, record) == _place(row, record) and each["record_id"] == record
        ]

    def free(self, row: _Row, record: str, event: int) -> bool:
        """Whether nothing later stands there, and nobody has what only one can have."""
        for each, said in self._valid:
            same = _alike(each) == _alike(row)
            if same and not row["system"] and row["kind"] in EXCLUSIVE:
                return False
            if each["record_id"] != record:
                continue
            if same and _is_identity(row):
                return False
            if _place(each, record) != _place(row, record):
                continue
            if same or (said > event and not (row["kind"] in SEVERAL and not row["system"])):
                return False
        return True

    def take(self, row: _Row) -> None:
        self._valid = [(each, said) for each, said in self._valid if each["id"] != row["id"]]

    def put(self, row: _Row, record: str, said: int, id_: str) -> None:
        self._valid.append(({**row, "record_id": record, "id": id_}, said))


def _alike(row: _Row) -> tuple[str, ...]:
    """What two values are compared by: what is only shown, by every letter."""
    value = row["value_norm"] if _is_identity(row) else row["value_raw"].strip()
    return (row["system"], row["kind"], value)


def _is_identity(row: _Row) -> bool:
    return bool(row["system"]) or row["kind"] in _IDENTITIES


def _place(row: _Row, record: str) -> tuple[str, ...]:
    return (record, row["system"], row["kind"], row["source"])


async def _rows(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, records: Sequence[str]
) -> list[_Row]:
    found = await connection.execute(
        select(links)
        .where(await said_of(connection, workspace_id, [subject], records))
        .order_by(links.c.added_by, links.c.id)
    )
    return [dict(row._mapping) for row in found]  # noqa: SLF001 its public name for rows


async def _meant(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, records: Sequence[str]
) -> dict[str, str]:
    found = await connection.execute(
        select(subjects.c.id, subjects.c.merged_into).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject == subject,
            subjects.c.id.in_(records),
        )
    )
    return {id_: into or id_ for id_, into in found}


async def _withdrawing(connection: AsyncConnection, workspace_id: str) -> frozenset[int]:
    found = await connection.execute(
        select(events.c.seq).where(
            events.c.workspace_id == workspace_id, events.c.kind.in_(_WITHDRAWN)
        )
    )
    return frozenset(found.scalars())
