"""Ending a link by hand: somebody is no longer known under a value."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.tables import links
from aggregator.directory.write.changes import Changes
from aggregator.domain.identity import normalise, storable


async def unlink(
    connection: AsyncConnection,
    changes: Changes,
    subject: SubjectKind,
    subject_id: str,
    what: tuple[str, str],
) -> int:
    """End the links of a subject by which a kind (`email`, `billing.customer`) is a value.

    Whoever said it; how many there were. The caller writes in its own transaction, under the
    workspace's lock.
    """
    name, value = what
    system, dot, kind = name.partition(".")
    system, kind = (system, kind) if dot and system != "custom" else ("", name)
    if not storable(name):
        return 0
    columns = links.c
    found = await connection.execute(
        select(columns.id, columns.record_id, columns.value_norm, columns.value_raw).where(
            columns.workspace_id == changes.workspace_id,
            columns.subject == subject,
            columns.subject_id == subject_id,
            columns.system == system,
            columns.kind == kind,
            columns.valid_to.is_(None),
        )
    )
    norm, raw = normalise(kind, value), value.strip()
    same = [row for row in found if row.value_norm == norm or row.value_raw.strip() == raw]
    for record_id in dict.fromkeys(row.record_id for row in same):
        seq = changes.event(EventKind.UNLINK, subject, record_id)
        if changes.by.reason is not None:
            changes.decide(subject, record_id, record_id, DecisionVerdict.UNLINKED, seq)
        for row in same:
            if row.record_id == record_id:
                changes.end(row.id, seq)
    await changes.write(connection)
    return len(same)
