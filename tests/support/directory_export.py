"""What a directory says, as text: without our ids, times, events and whatever ended."""

import json

from sqlalchemy import select

from aggregator.directory.tables import links, subjects
from aggregator.store import Store


async def exported(store: Store, workspace_id: str = "default") -> str:
    """One line for each subject: whose word each value is, as received and as compared."""
    said: dict[tuple[str, str], list[list[object]]] = {}
    async with store.read() as connection:
        for row in await connection.execute(
            select(subjects.c.subject, subjects.c.id).where(subjects.c.workspace_id == workspace_id)
        ):
            said[row.subject, row.id] = []
        names = {
            row.subject_id: row.value_raw
            for row in await connection.execute(
                select(links.c.subject_id, links.c.value_raw).where(
                    links.c.subject == "account", links.c.kind == "external_id"
                )
            )
        }
        for row in await connection.execute(
            select(links).where(links.c.workspace_id == workspace_id, links.c.valid_to.is_(None))
        ):
            raw = names.get(row.value_raw, row.value_raw)
            norm = names.get(row.value_norm, row.value_norm)
            value = [row.system, row.kind, norm, raw, row.trust, row.source, row.exclusive]
            said[row.subject, row.subject_id].append(value)
    lines = [json.dumps([subject, sorted(values)]) for (subject, _), values in said.items()]
    return "\n".join(sorted(lines))
