"""Which later edits cannot be given to one of two who are told apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import UnmergeChoice
from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.read.family import Family, MergeEdge
from aggregator.directory.read.links import chunks
from aggregator.directory.read.named import events_that_name, named_by
from aggregator.directory.read.said_of import said_of
from aggregator.directory.read.shown import name_of
from aggregator.directory.tables import events, links, subjects

_EDITS = (EventKind.UPSERT, EventKind.LINK, EventKind.EDIT)
_PAIRS = (EventKind.MERGE, EventKind.DECIDE)


async def choices_of(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    family: Family,
    edge: MergeEdge,
    sides: Sequence[Sequence[str]],
) -> list[UnmergeChoice]:
    """List, in order, what came after `edge` and named both sides, or their common id alone."""
    records = [*sides[0], *sides[1]]
    found = await _later(connection, workspace_id, subject, records, edge.seq)
    named = await named_by(connection, workspace_id, [row.seq for row in found])
    ids = {id_ for row in found for id_ in (row.subject_id, row.other_id) if id_}
    ids.update(id_ for each in named.values() for id_ in each)
    there = await _still_there(connection, workspace_id, subject, sorted(ids - set(records)))
    there.update(records)
    undecided: list[tuple[Any, tuple[str, str]]] = []
    for row in found:
        too = [id_ for id_ in named.get(row.seq, ()) if id_ in there]
        pair = _pair(row, too, family, edge, sides)
        if pair is not None and there.issuperset(pair):
            undecided.append((row, pair))
    said_of = {*records, *(row.subject_id for row, _ in undecided)}
    seqs = [row.seq for row, _ in undecided]
    says = await _said_by(connection, workspace_id, subject, sorted(said_of), seqs)
    return [
        UnmergeChoice(
            row.seq, row.kind, row.at, row.actor, says.get(row.seq, ()), given_to, instead
        )
        for row, (given_to, instead) in undecided
        if row.kind in _PAIRS or row.seq in says
    ]


async def _later(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    records: Sequence[str],
    after: int,
) -> list[Any]:
    """Read what came after an event and named one of `records`, in order."""
    columns = events.c
    named_too = await events_that_name(connection, workspace_id, records, after)
    found: dict[int, Any] = {}
    for named in (
        or_(columns.subject_id.in_(records), columns.other_id.in_(records)),
        *(columns.seq.in_(piece) for piece in chunks(named_too)),
    ):
        rows = await connection.execute(
            select(events).where(
                columns.workspace_id == workspace_id,
                columns.subject == subject,
                columns.kind.in_([kind.value for kind in (*_EDITS, *_PAIRS)]),
                columns.seq > after,
                named,
            )
        )
        found |= {row.seq: row for row in rows}
    return [found[seq] for seq in sorted(found)]


async def _still_there(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, ids: Sequence[str]
) -> set[str]:
    """Give those of `ids` who were not erased since."""
    if not ids:
        return set()
    found = await connection.execute(
        select(subjects.c.id).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject == subject,
            subjects.c.id.in_(ids),
        )
    )
    return set(found.scalars())


def _pair(
    row: Any,
    named: Sequence[str],
    family: Family,
    edge: MergeEdge,
    sides: Sequence[Sequence[str]],
) -> tuple[str, str] | None:
    """Say to whom an event goes, and to whom it could go instead; None: it is no choice."""
    then = family.before(row.seq)
    if row.kind in _PAIRS:
        in_force = row.kind != EventKind.MERGE or any(e.seq == row.seq for e in family.edges)
        ends = (row.subject_id, row.other_id)
        for end in ends if in_force else ():
            if _named_both(end, then, edge):
                return end, _across(end, edge, sides)
        return None
    record = row.subject_id
    # Without the merge it would have named two. Of one of them it may have been taken since.
    apart = family.at(row.seq).without(edge.seq)
    for other in named:
        if apart.canonical(other) != apart.canonical(record):
            return record, other
    if record in named and any(record in side for side in sides):
        return (record, _across(record, edge, sides)) if _named_both(record, then, edge) else None
    return None


def _named_both(id_: str, then: Family, edge: MergeEdge) -> bool:
    """Whether an id was that of both, and not the old id of one of them."""
    return then.canonical(id_) == id_ == then.canonical(edge.record_id)


def _across(id_: str, edge: MergeEdge, sides: Sequence[Sequence[str]]) -> str:
    return edge.record_id if id_ in sides[0] else edge.into_id


async def _said_by(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    records: Sequence[str],
    seqs: Sequence[int],
) -> dict[int, tuple[str, ...]]:
    """Give what the events brought that was not taken back since: by whom, in words."""
    if not seqs:
        return {}
    wanted = set(seqs)
    found = await connection.execute(
        select(links).where(
            await said_of(connection, workspace_id, [subject], records),
            links.c.added_by >= min(wanted),
        )
    )
    said: dict[int, list[str]] = {}
    for row in found:
        if row.added_by in wanted:
            link = dict(row._mapping)  # noqa: SLF001 its public name for rows
            said.setdefault(row.added_by, []).append(f"{name_of(link)}={row.value_raw.strip()}")
    return {seq: tuple(sorted(texts)) for seq, texts in said.items()}
