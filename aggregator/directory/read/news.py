"""What happened in the directory since somebody looked last, for whoever keeps what it said.

The log of events is the sequence of changes: whichever process made one wrote an event with the
next number, in the same transaction. So whoever asks for what came after one misses nothing. Where
that one is no longer there as it was, the database is another: restored from a backup, or replaced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import KINDS, EventKind, SubjectKind
from aggregator.directory.tables import events, links, subjects

MOST = 500
"""Events that are looked at one by one; after more, anybody may mean somebody else."""

_SILENT = frozenset({EventKind.DECIDE.value, EventKind.IMPORT.value})
_SAID = frozenset(
    kind.value for kind in (EventKind.UPSERT, EventKind.LINK, EventKind.EDIT, EventKind.UNLINK)
)


class EventMark(NamedTuple):
    """The last event that is known of: its number, 0 where there was none yet, and its moment."""

    seq: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DirectoryNews:
    """What came after an event.

    upto       the last event that is known of now
    everybody  whether any id may mean somebody else now
    values     else: the identities, as compared, of all of whom something was said
    erased     ids of whoever was erased
    """

    upto: EventMark
    everybody: bool = False
    values: frozenset[str] = frozenset()
    erased: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nobody is concerned."""
        return not (self.everybody or self.values or self.erased)


async def last_event(connection: AsyncConnection, workspace_id: str) -> EventMark:
    """Read the last event there is."""
    columns = events.c
    found = await connection.execute(
        select(columns.seq, columns.at)
        .where(columns.workspace_id == workspace_id)
        .order_by(columns.seq.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return EventMark(0) if row is None else EventMark(row.seq, row.at)


async def news_after(
    connection: AsyncConnection, workspace_id: str, known: EventMark
) -> DirectoryNews:
    """Read what came after the event `known`; one statement where that is nothing."""
    columns = events.c
    found = await connection.execute(
        select(columns.seq, columns.kind, columns.subject, columns.subject_id, columns.at)
        .where(columns.workspace_id == workspace_id, columns.seq >= known.seq)
        .order_by(columns.seq)
        .limit(MOST + 2)
    )
    rows = found.all()
    if known.seq and (not rows or EventMark(rows[0].seq, rows[0].at) != known):
        return await _much(connection, workspace_id, EventMark(0))
    rows = rows[1:] if known.seq else rows
    if len(rows) > MOST:
        return await _much(connection, workspace_id, known)
    upto = EventMark(rows[-1].seq, rows[-1].at) if rows else known
    erased = tuple(row.subject_id for row in rows if row.kind == EventKind.ERASE.value)
    told = [row for row in rows if row.kind not in _SILENT]
    if any(row.kind not in _SAID for row in told) or await _changed_company(
        connection, workspace_id, told
    ):
        return DirectoryNews(upto, everybody=True, erased=erased)
    return DirectoryNews(upto, values=await _identities(connection, workspace_id, told))


async def _much(connection: AsyncConnection, workspace_id: str, known: EventMark) -> DirectoryNews:
    """Say that anybody may mean somebody else, and who was erased after `known`."""
    columns = events.c
    erased = await connection.execute(
        select(columns.subject_id).where(
            columns.workspace_id == workspace_id,
            columns.seq > known.seq,
            columns.kind == EventKind.ERASE.value,
        )
    )
    upto = await last_event(connection, workspace_id)
    return DirectoryNews(upto, everybody=True, erased=tuple(erased.scalars()))


async def _changed_company(
    connection: AsyncConnection, workspace_id: str, rows: Sequence[Any]
) -> bool:
    """Whether an account or org unit says something else than before: anybody may belong to it."""
    companies = [row for row in rows if row.subject != "customer"]
    if not companies:
        return False
    made = await connection.execute(
        select(subjects.c.created_by).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject != "customer",
            subjects.c.id.in_({row.subject_id for row in companies}),
        )
    )
    new = set(made.scalars())
    return any(row.seq not in new for row in companies)


async def _identities(
    connection: AsyncConnection, workspace_id: str, rows: Sequence[Any]
) -> frozenset[str]:
    """Give what the records are known by, or were, and those who are one with them."""
    values: set[str] = set()
    named: dict[SubjectKind, set[str]] = {}
    for row in rows:
        named.setdefault(row.subject, set()).add(row.subject_id)
    for subject, ids in named.items():
        of = subjects.c.workspace_id == workspace_id, subjects.c.subject == subject
        meant = await connection.execute(
            select(func.coalesce(subjects.c.merged_into, subjects.c.id)).where(
                *of, subjects.c.id.in_(ids)
            )
        )
        means = set(meant.scalars())
        known_by = await connection.execute(
            select(links.c.value_norm)
            .distinct()
            .where(
                links.c.workspace_id == workspace_id,
                links.c.subject == subject,
                links.c.subject_id.in_(means),
                links.c.system == "",
                links.c.kind.in_(KINDS[subject]),
            )
        )
        values.update(known_by.scalars(), ids, means)
    return frozenset(values)
