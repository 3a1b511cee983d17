"""Ids of which nothing is left: their import was undone while they were merged with others."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.tables import events, links, notes, subjects


async def remove_left_over(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, records: Sequence[str]
) -> list[str]:
    """Remove whom undoing their import would have removed, had they been alone; gives their ids."""
    created, undone = events.alias("created"), events.alias("undone")
    merged = subjects.alias("merged")
    gone = exists().where(
        created.c.workspace_id == subjects.c.workspace_id,
        created.c.seq == subjects.c.created_by,
        undone.c.workspace_id == created.c.workspace_id,
        undone.c.ref == created.c.ref,
        undone.c.kind == EventKind.UNDO.value,
    )
    left = [
        exists().where(
            links.c.workspace_id == subjects.c.workspace_id,
            links.c.subject == subjects.c.subject,
            links.c.subject_id == subjects.c.id,
            links.c.valid_to.is_(None),
        ),
        exists().where(
            notes.c.workspace_id == subjects.c.workspace_id,
            notes.c.subject == subjects.c.subject,
            notes.c.subject_id == subjects.c.id,
        ),
        exists().where(
            merged.c.workspace_id == subjects.c.workspace_id,
            merged.c.subject == subjects.c.subject,
            merged.c.merged_into == subjects.c.id,
        ),
    ]
    found = await connection.execute(
        select(subjects.c.id).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject == subject,
            subjects.c.id.in_(records),
            subjects.c.merged_into.is_(None),
            gone,
            *(~each for each in left),
        )
    )
    ids = list(found.scalars())
    if ids:
        await connection.execute(
            delete(subjects).where(
                subjects.c.workspace_id == workspace_id,
                subjects.c.subject == subject,
                subjects.c.id.in_(ids),
            )
        )
    return ids
