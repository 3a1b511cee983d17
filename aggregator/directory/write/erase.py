"""Erasing a customer: every value ever said of them goes, and what names them in other rows.

The log stays whole: an event has ids and no values. Nothing can bring them back, for whatever
would (undoing an import, unmerging) brings back rows that are there. Whoever comes later with the
same ids is somebody new: also by the rest of an import, whose file nobody here can look into. So
those that are under way are told.
"""

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import Erased
from aggregator.directory.kinds import KINDS, DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.read.family import records_of
from aggregator.directory.tables import decisions, links, notes, subjects
from aggregator.directory.write.changes import Changes
from aggregator.domain.errors import CustomerNotFound
from aggregator.jobs.jobs import list_running

_SUBJECT: SubjectKind = "customer"


async def erase(connection: AsyncConnection, changes: Changes, id_: str) -> Erased:
    """Erase whom an id means, with whoever was merged into them.

    CustomerNotFound: nobody has it.
    """
    workspace_id = changes.workspace_id
    records = await records_of(connection, workspace_id, _SUBJECT, id_)
    if not records:
        raise CustomerNotFound(f"Nobody in the directory has the id {id_[:80]}.")
    of = links.c.workspace_id == workspace_id, links.c.subject == _SUBJECT
    theirs = (*of, links.c.subject_id.in_(records))
    known_by = await connection.execute(
        select(links.c.value_raw, links.c.value_norm).where(
            *theirs,
            links.c.system == "",
            links.c.kind.in_(KINDS[_SUBJECT]),
        )
    )
    ids = dict.fromkeys(text for row in known_by for text in (row.value_raw, row.value_norm))
    values = await connection.execute(delete(links).where(*theirs))
    gone = await connection.execute(
        delete(notes).where(
            notes.c.workspace_id == workspace_id,
            notes.c.subject == _SUBJECT,
            notes.c.subject_id.in_(records),
        )
    )
    await connection.execute(delete(decisions).where(_names(workspace_id, records)))
    await connection.execute(
        delete(subjects).where(
            subjects.c.workspace_id == workspace_id,
            subjects.c.subject == _SUBJECT,
            subjects.c.id.in_(records),
        )
    )
    first = changes.seq + 1
    for record_id in records:
        changes.event(EventKind.ERASE, _SUBJECT, record_id, records[0])
    changes.decide(_SUBJECT, records[0], records[0], DecisionVerdict.ERASED, first)
    await changes.write(connection)
    running = await list_running(connection, workspace_id)
    under_way = [job.id for job in running if not job.spec.get("dry")]
    return Erased(records, values.rowcount, gone.rowcount, first, list(ids), under_way)


def _names(workspace_id: str, records: list[str]) -> ColumnElement[bool]:
    """Decisions that name them: their reasons may tell who it was."""
    columns = decisions.c
    return (
        (columns.workspace_id == workspace_id)
        & (columns.subject == _SUBJECT)
        & or_(columns.left_id.in_(records), columns.right_id.in_(records))
    )
