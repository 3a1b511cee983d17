"""What happened in the directory since somebody looked last, for whoever keeps what it said.

The log of events is the sequence of changes: whichever process made one wrote an event with the
next number, in the same transaction. So whoever asks for what came after a number misses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class DirectoryNews:
    """What came after an event.

    upto       number of the last event that is known of now
    everybody  whether any id may mean somebody else now
    values     else: the identities, as compared, of all of whom something was said
    erased     ids of whoever was erased
    """

    upto: int
    everybody: bool = False
    values: frozenset[str] = frozenset()
    erased: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nobody is concerned."""
        return not (self.everybody or self.values or self.erased)


async def news_after(connection: AsyncConnection, workspace_id: str, seq: int) -> DirectoryNews:
    """Read what came after the event `seq`; one statement where that is nothing."""
    columns = events.c
    after = columns.workspace_id == workspace_id, columns.seq > seq
    found = await connection.execute(
        select(columns.seq, columns.kind, columns.subject, columns.subject_id)
        .where(*after)
        .order_by(columns.seq)
        .limit(MOST + 1)
    )
    rows = found.all()
    if len(rows) > MOST:
        return await _too_many(connection, after)
    upto = rows[-1].seq if rows else seq
    erased = tuple(row.subject_id for row in rows if row.kind == EventKind.ERASE.value)
    told = [row for row in rows if row.kind not in _SILENT]
    if any(row.kind not in _SAID for row in told) or await _changed_company(
        connection, workspace_id, told
    ):
        return DirectoryNews(upto, everybody=True, erased=erased)
    return DirectoryNews(upto, values=await _identities(connection, workspace_id, told))


async def _too_many(connection: AsyncConnection, after: Sequence[Any]) -> DirectoryNews:
    columns = events.c
    upto = await connection.execute(select(func.max(columns.seq)).where(*after))
    erased = await connection.execute(
        select(columns.subject_id).where(*after, columns.kind == EventKind.ERASE.value)
    )
    return DirectoryNews(upto.scalar_one(), everybody=True, erased=tuple(erased.scalars()))


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
