"""Everything there is of somebody: for `show`, and for whoever asks what is kept of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import DirectoryEvent, PairDecision, SubjectNote, WholeSubject
from aggregator.directory.kinds import DecisionVerdict, SubjectKind
from aggregator.directory.read.about import link_row
from aggregator.directory.read.family import records_of
from aggregator.directory.read.past import log_of
from aggregator.directory.tables import decisions, links, notes, subjects

_PAIRS = (DecisionVerdict.SAME.value, DecisionVerdict.DIFFERENT.value)


async def whole_of(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, id_: str
) -> WholeSubject | None:
    """Read everything there is of whom an id means; None: nobody has it."""
    records = await records_of(connection, workspace_id, subject, id_)
    if not records:
        return None
    [whole] = await _whole(connection, workspace_id, subject, {records[0]: records})
    return whole


async def whole_page(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, after: str, first: int
) -> list[WholeSubject]:
    """Read everything there is of the next `first` whose id comes after `after`."""
    columns = subjects.c
    of = columns.workspace_id == workspace_id, columns.subject == subject
    wanted = select(columns.id).where(*of, columns.merged_into.is_(None), columns.id > after)
    found = await connection.execute(wanted.order_by(columns.id).limit(first))
    records: dict[str, list[str]] = {id_: [id_] for id_ in found.scalars()}
    merged = select(columns.id, columns.merged_into).where(*of, columns.merged_into.in_(records))
    for id_, into in await connection.execute(merged.order_by(columns.id)):
        records[into].append(id_)
    return await _whole(connection, workspace_id, subject, records)


async def _whole(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    records: dict[str, list[str]],
) -> list[WholeSubject]:
    ids = [id_ for each in records.values() for id_ in each]
    means = {id_: subject_id for subject_id, each in records.items() for id_ in each}
    said = await _of_each(connection, links, workspace_id, subject, list(records))
    noted = await _of_each(connection, notes, workspace_id, subject, list(records))
    happened: dict[str, list[DirectoryEvent]] = defaultdict(list)
    for event in await log_of(connection, workspace_id, subject, ids):
        named = (event.subject_id or "", event.other_id or "", *event.named_too)
        for subject_id in {means.get(id_) for id_ in named}:
            if subject_id is not None:
                happened[subject_id].append(event)
    decided = await _decided(connection, workspace_id, subject, ids, means)
    return [
        WholeSubject(
            subject_id,
            each[1:],
            [link_row(row) for row in sorted(said[subject_id], key=_by_kind)],
            [
                SubjectNote(row.id, row.body, row.actor, row.valid_from, row.valid_to)
                for row in sorted(noted[subject_id], key=lambda row: row.added_by)
            ],
            decided[subject_id],
            happened[subject_id],
        )
        for subject_id, each in records.items()
    ]


def _by_kind(row: Any) -> tuple[str, str, int, str]:
    return (row.system, row.kind, row.added_by, row.id)


async def _of_each(
    connection: AsyncConnection,
    table: Table,
    workspace_id: str,
    subject: SubjectKind,
    ids: Sequence[str],
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in await connection.execute(
        select(table).where(
            table.c.workspace_id == workspace_id,
            table.c.subject == subject,
            table.c.subject_id.in_(ids),
        )
    ):
        found[row.subject_id].append(row)
    return found


async def _decided(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    ids: Sequence[str],
    means: dict[str, str],
) -> dict[str, list[PairDecision]]:
    columns = decisions.c
    found: dict[str, list[PairDecision]] = defaultdict(list)
    for row in await connection.execute(
        select(decisions)
        .where(
            columns.workspace_id == workspace_id,
            columns.subject == subject,
            columns.verdict.in_(_PAIRS),
            columns.valid_to.is_(None),
            or_(columns.left_id.in_(ids), columns.right_id.in_(ids)),
        )
        .order_by(columns.added_by)
    ):
        decision = PairDecision(row.left_id, row.right_id, row.verdict, row.reason, row.valid_from)
        for subject_id in {means.get(row.left_id), means.get(row.right_id)} - {None}:
            found[subject_id or ""].append(decision)
    return found
