"""Remembering what somebody decided of two: the same, or never the same."""

from typing import Literal

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.tables import decisions
from aggregator.directory.write.changes import Changes
from aggregator.directory.write.merge import side_of
from aggregator.domain.errors import DirectoryConflict

PairVerdict = Literal["same", "different"]
_PAIRS = (DecisionVerdict.SAME.value, DecisionVerdict.DIFFERENT.value)


async def decide(
    connection: AsyncConnection,
    changes: Changes,
    subject: SubjectKind,
    pair: tuple[str, str],
    verdict: PairVerdict,
) -> bool:
    """Remember a verdict of two ids, in place of the one before; False: it was so already.

    CustomerNotFound: nobody has one of the ids. DirectoryConflict: they are one.
    """
    left, right = pair
    one = await side_of(connection, changes.workspace_id, subject, left)
    other = await side_of(connection, changes.workspace_id, subject, right)
    if one.id == other.id:
        raise DirectoryConflict("Both ids mean the same one. Fix: unmerge them first")
    columns = decisions.c
    of = and_(
        columns.workspace_id == changes.workspace_id,
        columns.subject == subject,
        columns.verdict.in_(_PAIRS),
        columns.valid_to.is_(None),
        or_(
            and_(columns.left_id == left, columns.right_id == right),
            and_(columns.left_id == right, columns.right_id == left),
        ),
    )
    before = list(await connection.execute(select(columns.verdict, columns.reason).where(of)))
    if [(row.verdict, row.reason) for row in before] == [(verdict, changes.by.reason)]:
        return False
    seq = changes.event(EventKind.DECIDE, subject, left, right)
    await connection.execute(update(decisions).where(of).values(ended_by=seq, valid_to=changes.now))
    changes.decide(subject, left, right, DecisionVerdict(verdict), seq)
    await changes.write(connection)
    return True
