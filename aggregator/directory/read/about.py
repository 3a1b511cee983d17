"""Everything that is said of one subject, and by whom."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import SubjectKind
from aggregator.directory.tables import links
from aggregator.directory.values import LinkRow


async def links_of(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    id_: str,
    *,
    ended: bool = False,
) -> list[LinkRow]:
    """Read the links of one subject, by kind and age; those that ended too where it is asked."""
    columns = links.c
    wanted = select(
        columns.system,
        columns.kind,
        columns.value_raw,
        columns.trust,
        columns.source,
        columns.actor,
        columns.import_id,
        columns.reason,
        columns.record_id,
        columns.valid_from,
        columns.valid_to,
        columns.added_by,
    ).where(
        columns.workspace_id == workspace_id,
        columns.subject == subject,
        columns.subject_id == id_,
    )
    if not ended:
        wanted = wanted.where(columns.valid_to.is_(None))
    rows = sorted(
        await connection.execute(wanted), key=lambda row: (row.system, row.kind, row.added_by)
    )
    return [link_row(row) for row in rows]


def link_row(row: Any) -> LinkRow:
    """Give a row of the table of links as it is told."""
    return LinkRow(
        f"{row.system}.{row.kind}" if row.system else row.kind,
        row.value_raw.strip(),
        row.trust,
        row.source,
        row.actor,
        row.import_id,
        row.reason,
        row.record_id,
        row.valid_from,
        row.valid_to,
    )
