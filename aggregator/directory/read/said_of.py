"""What was said of records, whomever they mean now: it lies with those, and is found by them.

No index begins with the record. An import writes eight links a customer, and each index of them
costs it as much as all that it reads.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import SubjectKind
from aggregator.directory.tables import links, subjects


async def said_of(
    connection: AsyncConnection,
    workspace_id: str,
    kinds: Collection[SubjectKind],
    records: Sequence[str],
    table: Table = links,
) -> ColumnElement[bool]:
    """Give the condition of the rows (`links`, `notes`) that were said of records. One statement.

    Those of subjects who are gone are found too: they were merged into nobody.
    """
    return and_(
        table.c.workspace_id == workspace_id,
        table.c.subject.in_(kinds),
        table.c.subject_id.in_(await meant_by(connection, workspace_id, kinds, records)),
        table.c.record_id.in_(records),
    )


async def meant_by(
    connection: AsyncConnection,
    workspace_id: str,
    kinds: Collection[SubjectKind],
    records: Sequence[str],
) -> set[str]:
    """Give the ids under which records may be now: their own, and of whom they were merged into."""
    found = await connection.execute(
        select(subjects.c.merged_into).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject.in_(kinds),
            subjects.c.id.in_(records),
            subjects.c.merged_into.isnot(None),
        )
    )
    return {*records, *found.scalars()}
