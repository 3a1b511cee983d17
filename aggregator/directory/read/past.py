"""One customer as they were: what was valid after an event or at a moment, and the log of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import DirectoryEvent
from aggregator.directory.ids import is_own_id
from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.read.about import link_row
from aggregator.directory.read.family import family_of
from aggregator.directory.read.links import chunks
from aggregator.directory.read.named import events_that_name, named_by
from aggregator.directory.read.said_of import said_of
from aggregator.directory.tables import decisions, events, links
from aggregator.directory.values import LinkRow
from aggregator.domain.errors import InvalidRequest

_LAST_EVENT = 2**62
MOST_EVENTS = 1_000
"""Of one customer's log, the last so many are given."""


def moment_of(text: str) -> datetime:
    """Read a moment, UTC where it says no zone. InvalidRequest: it is none."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest("That is no moment. Fix: 2026-11-30, or 2026-11-30T12:00Z") from None


async def event_at(connection: AsyncConnection, workspace_id: str, moment: datetime) -> int:
    """Give the number of the last event at a moment; 0: there was none yet."""
    found = await connection.execute(
        select(func.coalesce(func.max(events.c.seq), 0)).where(
            events.c.workspace_id == workspace_id, events.c.at <= moment
        )
    )
    return int(found.scalar_one())


async def last_erasure(connection: AsyncConnection, workspace_id: str) -> datetime | None:
    """Say when somebody was erased last; None: nobody ever. It looks through the whole log."""
    found = await connection.execute(
        select(func.max(events.c.at)).where(
            events.c.workspace_id == workspace_id, events.c.kind == EventKind.ERASE.value
        )
    )
    last: datetime | None = found.scalar_one()
    return last


async def links_as_of(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, id_: str, seq: int
) -> tuple[str, list[LinkRow]]:
    """Give whom an id meant after the event `seq`, and what was valid of them then."""
    if not is_own_id(id_):
        return id_, []
    seq = min(seq, _LAST_EVENT)
    family, ids = await family_of(connection, workspace_id, subject, [id_], seq)
    subject_id = family.canonical(id_)
    records = [each for each in ids if family.canonical(each) == subject_id]
    rows: list[Any] = []
    columns = links.c
    for piece in chunks(records):
        found = await connection.execute(
            select(links).where(
                await said_of(connection, workspace_id, [subject], piece),
                columns.added_by <= seq,
                or_(columns.ended_by.is_(None), columns.ended_by > seq),
            )
        )
        rows += list(found)
    rows.sort(key=lambda row: (row.system, row.kind, row.added_by, row.id))
    return subject_id, [link_row(row) for row in rows]


async def log_of(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, ids: Sequence[str]
) -> list[DirectoryEvent]:
    """Give what happened to these ids, in order, with the reason where one was given."""
    columns = events.c
    seqs = await events_that_name(connection, workspace_id, ids, most=MOST_EVENTS)
    found = await connection.execute(
        select(events)
        .where(
            columns.workspace_id == workspace_id,
            columns.subject == subject,
            or_(columns.subject_id.in_(ids), columns.other_id.in_(ids), columns.seq.in_(seqs)),
        )
        .order_by(columns.seq.desc())
        .limit(MOST_EVENTS)
    )
    rows = list(found)[::-1]
    named = await named_by(connection, workspace_id, [row.seq for row in rows])
    reasons = await _reasons(connection, workspace_id, subject, ids, [row.seq for row in rows])
    return [
        DirectoryEvent(
            row.seq,
            row.kind,
            row.at,
            row.source,
            row.actor,
            row.subject_id,
            row.other_id,
            named.get(row.seq, ()),
            row.ref,
            reasons.get(row.seq),
        )
        for row in rows
    ]


async def _reasons(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    ids: Sequence[str],
    seqs: Sequence[int],
) -> dict[int, str]:
    found: dict[int, str] = {}
    wanted = set(seqs)
    columns = decisions.c
    pairs = or_(columns.left_id.in_(ids), columns.right_id.in_(ids))
    decided = and_(columns.workspace_id == workspace_id, pairs)
    said = await said_of(connection, workspace_id, [subject], ids)
    for table, of in ((decisions, decided), (links, said)):
        reasons = select(table.c.added_by, table.c.reason).where(of, table.c.reason.isnot(None))
        rows = await connection.execute(reasons)
        found |= {seq: reason for seq, reason in rows if seq in wanted}
    return found
