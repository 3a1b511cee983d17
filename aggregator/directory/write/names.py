"""Who may have no name: a mark, by which the list of names finds those at its end.

Whoever is marked is looked at; whoever is not has a name. So a mark too many costs a look, and one
too few would keep somebody from the list: names that end leave one, whatever else there is.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import DISPLAY_NAME
from aggregator.directory.read.links import chunks
from aggregator.directory.tables import links, subjects

_OURS = subjects.c.workspace_id == bindparam("of_workspace")
_NAMED = (
    update(subjects)
    .where(
        _OURS, subjects.c.nameless.is_(true()), subjects.c.id.in_(bindparam("ids", expanding=True))
    )
    .values(nameless=False)
)
_ENDED = select(links.c.subject_id).where(
    links.c.workspace_id == bindparam("of_workspace"),
    links.c.ended_by >= bindparam("since"),
    links.c.ended_by.isnot(None),  # as its index has it
    links.c.kind == DISPLAY_NAME,
    links.c.system == "",
)
_LOST = (
    update(subjects)
    .where(_OURS, subjects.c.id.in_(bindparam("ids", expanding=True)))
    .values(nameless=True)
)


def is_name(system: str, kind: str) -> bool:
    return not system and kind == DISPLAY_NAME


async def mark_lost(connection: AsyncConnection, workspace_id: str, since: int) -> None:
    """Mark those of whom a name was ended by the event `since` or one after it.

    By their ids: in one statement, PostgreSQL looks at every subject where it has no statistics.
    """
    of = {"of_workspace": workspace_id}
    found = await connection.execute(_ENDED, {**of, "since": since})
    for piece in chunks(sorted(set(found.scalars()))):
        await connection.execute(_LOST, {**of, "ids": piece})


async def mark(connection: AsyncConnection, who: ColumnElement[bool]) -> None:
    """Mark subjects whose links went to others."""
    await connection.execute(update(subjects).where(who).values(nameless=True))


async def unmark(connection: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> None:
    """Take the mark from those who were just given a name that is valid."""
    for piece in chunks(ids):
        await connection.execute(_NAMED, {"of_workspace": workspace_id, "ids": piece})
