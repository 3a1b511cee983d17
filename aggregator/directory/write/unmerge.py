"""Telling two apart again: the state of the same log without the merge, later edits included.

Links know of which record they were said, so each goes where it would have gone: also what came
after the merge. What nobody can give to one of the two is a choice: an edit that named both, or the
merged one by its id here. It is with whom its strongest id named, unless it is answered otherwise.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import UnmergeAnswers, UnmergeChoice, Unmerged
from aggregator.directory.kinds import DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.read.choices import choices_of
from aggregator.directory.read.family import Family, MergeEdge, family_of, records_of
from aggregator.directory.read.shown import shown_of
from aggregator.directory.tables import decisions
from aggregator.directory.write.changes import Changes
from aggregator.directory.write.give import give
from aggregator.directory.write.left_over import remove_left_over
from aggregator.directory.write.merge import move, valid_links
from aggregator.domain.errors import CustomerNotFound, DirectoryConflict, InvalidRequest


async def unmerge(
    connection: AsyncConnection,
    changes: Changes,
    subject: SubjectKind,
    id_: str,
    asked: UnmergeAnswers,
) -> Unmerged:
    """Take back the merge of `id_` into another, or `asked.merge` of whom `id_` means.

    CustomerNotFound: nobody has the id, any more perhaps. DirectoryConflict: it was
    merged into nobody. InvalidRequest: an answer to what is no choice.
    """
    workspace_id = changes.workspace_id
    records = await records_of(connection, workspace_id, subject, id_)
    if not records:
        raise CustomerNotFound(f"Nobody in the directory has the id {id_[:80]}.")
    family, _ = await family_of(connection, workspace_id, subject, records)
    edge = _edge(family, id_, asked.merge, records)
    after = family.without(edge.seq)
    sides = [
        [each for each in records if after.canonical(each) == after.canonical(end)]
        for end in (edge.into_id, edge.record_id)
    ]
    choices = await choices_of(connection, workspace_id, subject, family, edge, sides)
    given = _given(asked.answers, {choice.event: choice for choice in choices})
    seq = changes.event(EventKind.UNMERGE, subject, edge.record_id, edge.into_id, str(edge.seq))
    changes.decide(subject, edge.record_id, edge.into_id, DecisionVerdict.UNMERGED, seq)
    if asked.never:
        decided = changes.event(EventKind.DECIDE, subject, edge.record_id, edge.into_id)
        changes.decide(subject, edge.record_id, edge.into_id, DecisionVerdict.DIFFERENT, decided)
    await changes.write(connection)
    await connection.execute(
        update(decisions)
        .where(
            decisions.c.workspace_id == workspace_id,
            decisions.c.left_id == edge.record_id,
            decisions.c.added_by == edge.seq,
        )
        .values(ended_by=seq, valid_to=changes.now)
    )
    for side in sides:
        await move(connection, workspace_id, subject, side, after.canonical(side[0]))
    await give(connection, changes, subject, given, seq)
    removed = await remove_left_over(connection, workspace_id, subject, records)
    kept_id, apart_id = after.canonical(edge.into_id), after.canonical(edge.record_id)
    kept = await valid_links(connection, workspace_id, subject, sides[0])
    apart = await valid_links(connection, workspace_id, subject, sides[1])
    return Unmerged(
        merge=edge.seq,
        event=seq,
        kept_id=kept_id,
        kept=shown_of(kept_id, kept),
        apart_id=apart_id,
        apart=shown_of(apart_id, apart),
        choices=choices,
        removed=removed,
    )


def _edge(family: Family, id_: str, merge: int | None, records: Sequence[str]) -> MergeEdge:
    """Find the merge that is meant: the last by which `id_` came to be another's, or by number."""
    if merge is not None:
        found = [edge for edge in family.edges if edge.seq == merge]
        fix = "Fix: the number of a merge in force, as the history tells it"
    else:
        found = [edge for edge in family.edges if edge.record_id == id_]
        fix = "Fix: give the id that was merged into another, or the number of the merge"
    if not found:
        others = ", ".join(each for each in records if each != id_)
        raise DirectoryConflict(
            f"No merge of {id_} is in force. {fix}{f': {others}' if others else ''}"
        )
    return found[-1]


def _given(
    answers: Mapping[int, str], choices: Mapping[int, UnmergeChoice]
) -> dict[int, tuple[str, str]]:
    """Give the edits that belong to the other one: number -> from whom, to whom."""
    given: dict[int, tuple[str, str]] = {}
    for seq, to in sorted(answers.items()):
        choice = choices.get(seq)
        if choice is None:
            raise InvalidRequest(f"The edit {seq} is no choice of this unmerge.")
        if to not in (choice.given_to, choice.instead):
            raise InvalidRequest(
                f"The edit {seq} belongs to one of {choice.given_to} and {choice.instead}."
            )
        if to == choice.given_to:
            continue
        if choice.kind in (EventKind.MERGE, EventKind.DECIDE):
            raise InvalidRequest(
                f"The edit {seq} is a {choice.kind}, which says nothing to be given. "
                "Fix: take it back, and do it again with the other id"
            )
        given[seq] = (choice.given_to, to)
    return given
