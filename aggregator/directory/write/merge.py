"""Merging two: one event, and whatever is said of either is then said of one.

Nothing is overwritten: each link stays with the record of which it was said (`record_id`) and
goes to whom that record means now (`subject_id`). The old id leads there from then on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import MergeConflict, Merged
from aggregator.directory.kinds import EXCLUSIVE, DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.read.family import records_of
from aggregator.directory.read.said_of import said_of
from aggregator.directory.read.shown import name_of, shown_of
from aggregator.directory.tables import decisions, links, notes, subjects
from aggregator.directory.write.changes import Changes
from aggregator.directory.write.names import mark
from aggregator.domain.errors import CustomerNotFound, DirectoryConflict

LinkRows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two: the id that was named, all their ids, what is valid of them."""

    named: str
    records: Sequence[str]
    links: LinkRows

    @property
    def id(self) -> str:
        return self.records[0]


async def merge(
    connection: AsyncConnection,
    changes: Changes,
    subject: SubjectKind,
    merged: str,
    into: str,
    *,
    force: bool = False,
    preview: bool = False,
) -> Merged:
    """Merge `merged` into `into`; with `preview`, say what it would come to.

    CustomerNotFound: nobody has one of the ids. DirectoryConflict: they were decided to be never
    the same, or have two different ids in one source; `force` merges them all the same.
    """
    workspace_id = changes.workspace_id
    goes = await side_of(connection, workspace_id, subject, merged)
    stays = await side_of(connection, workspace_id, subject, into)
    done = Merged(
        kept_id=stays.id,
        merged_id=goes.id,
        event=None,
        follows=() if goes.id == stays.id else (*goes.records, *stays.records[1:]),
        shown=shown_of(stays.id, [*stays.links, *(goes.links if goes.id != stays.id else ())]),
        conflicts=id_conflicts(stays.links, goes.links),
        different=await decided_different(connection, workspace_id, subject, goes, stays),
    )
    if preview or goes.id == stays.id:
        return done
    if not force:
        _refuse(done)
    seq = changes.event(EventKind.MERGE, subject, goes.named, stays.named)
    changes.decide(subject, goes.named, stays.named, DecisionVerdict.MERGED, seq)
    await changes.write(connection)
    await move(connection, workspace_id, subject, goes.records, stays.id)
    return Merged(
        done.kept_id,
        done.merged_id,
        seq,
        done.follows,
        done.shown,
        done.conflicts,
        done.different,
    )


async def side_of(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, id_: str
) -> MergeSide:
    """Read one of the two. CustomerNotFound: nobody has the id."""
    records = await records_of(connection, workspace_id, subject, id_)
    if not records:
        raise CustomerNotFound(f"Nobody in the directory has the id {id_[:80]}.")
    return MergeSide(id_, records, await valid_links(connection, workspace_id, subject, records))


async def valid_links(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, records: Sequence[str]
) -> LinkRows:
    """Read what is valid of whoever has these ids, all of theirs: whole rows."""
    found = await connection.execute(
        select(links).where(
            links.c.workspace_id == workspace_id,
            links.c.subject == subject,
            links.c.subject_id.in_(records),
            links.c.valid_to.is_(None),
        )
    )
    return [dict(row._mapping) for row in found]  # noqa: SLF001 its public name for rows


async def move(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    records: Sequence[str],
    subject_id: str,
) -> None:
    """Let these records mean `subject_id`: their ids, and all that was ever said of them."""
    ours = subjects.c.workspace_id == workspace_id, subjects.c.subject == subject
    for table in (links, notes):
        said = await said_of(connection, workspace_id, [subject], records, table)
        await connection.execute(
            update(table)
            .where(said, table.c.subject_id != subject_id)
            .values(subject_id=subject_id)
        )
    before = select(subjects.c.merged_into).where(*ours, subjects.c.id.in_(records))
    lost = or_(subjects.c.id.in_(records), subjects.c.id.in_(before))
    await mark(connection, and_(*ours, lost))
    others = [id_ for id_ in records if id_ != subject_id]
    for ids, into in ((others, subject_id), ([subject_id], None)):
        await connection.execute(
            update(subjects).where(*ours, subjects.c.id.in_(ids)).values(merged_into=into)
        )


async def decided_different(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    one: MergeSide,
    other: MergeSide,
) -> str | None:
    """Give why the two were decided to be never the same; None: they were not."""
    if one.id == other.id:
        return None
    left, right = decisions.c.left_id, decisions.c.right_id
    found = await connection.execute(
        select(decisions.c.reason).where(
            decisions.c.workspace_id == workspace_id,
            decisions.c.subject == subject,
            decisions.c.verdict == DecisionVerdict.DIFFERENT.value,
            decisions.c.valid_to.is_(None),
            or_(
                left.in_(one.records) & right.in_(other.records),
                left.in_(other.records) & right.in_(one.records),
            ),
        )
    )
    reasons = list(found.scalars())
    return next((reason for reason in reasons if reason), "") if reasons else None


def id_conflicts(kept: LinkRows, merged: LinkRows) -> tuple[MergeConflict, ...]:
    """Find ids of one name that both have and share none of."""
    ours, theirs = _ids(kept), _ids(merged)
    return tuple(
        MergeConflict(name, next(iter(ours[name].values())), next(iter(theirs[name].values())))
        for name in sorted(ours.keys() & theirs.keys())
        if not ours[name].keys() & theirs[name].keys()
    )


def _ids(rows: LinkRows) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["system"] or row["kind"] in EXCLUSIVE:
            found.setdefault(name_of(row), {})[row["value_norm"]] = row["value_raw"].strip()
    return found


def _refuse(done: Merged) -> None:
    if done.different is not None:
        why = f": {done.different}" if done.different else ""
        raise DirectoryConflict(
            f"It was decided that they are never the same{why}. Fix: decide otherwise, or force it"
        )
    if done.conflicts:
        names = ", ".join(conflict.name for conflict in done.conflicts)
        raise DirectoryConflict(
            f"Both have an id of their own of {names}. Rule: whoever is one has one id in a "
            "source. Fix: unlink the wrong one, or force it, and both stay"
        )
