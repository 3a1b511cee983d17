"""Which ids are one customer, now and as of an event: the merges in force, and whom each id means.

A merge joins what two ids meant at that time; whom the second meant stays. An unmerge names the
merge that it takes back (`events.ref`). So the state without one merge is the others, in order.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_own_id
from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.read.links import chunks
from aggregator.directory.tables import events, subjects

_KINDS = (EventKind.MERGE.value, EventKind.UNMERGE.value)


@dataclass(frozen=True, slots=True)
class MergeEdge:
    """A merge in force: the event, the id that was merged, and the one it was merged into."""

    seq: int
    record_id: str
    into_id: str


class Family:
    """Ids that merges join. Who is in none of `edges` is alone.

    `undone`: merges that were taken back, each with the number of the event that did so.
    """

    def __init__(
        self, edges: Iterable[MergeEdge], undone: Iterable[tuple[MergeEdge, int]] = ()
    ) -> None:
        self.edges = sorted(edges, key=lambda edge: edge.seq)
        self._undone = list(undone)
        self._above: dict[str, str] = {}
        for edge in self.edges:
            merged, into = self.canonical(edge.record_id), self.canonical(edge.into_id)
            if merged != into:
                self._above[merged] = into

    def canonical(self, id_: str) -> str:
        """Say whom an id means."""
        while id_ in self._above:
            id_ = self._above[id_]
        return id_

    def before(self, seq: int) -> "Family":
        """Give the family of the merges in force that came before an event."""
        return Family(edge for edge in self.edges if edge.seq < seq)

    def at(self, seq: int) -> "Family":
        """Give the family just before an event: what was taken back since was in force."""
        then = [edge for edge, undone_by in self._undone if edge.seq < seq < undone_by]
        return Family([*then, *(edge for edge in self.edges if edge.seq < seq)])

    def without(self, seq: int) -> "Family":
        """Give the family as if one merge had never been."""
        return Family((edge for edge in self.edges if edge.seq != seq), self._undone)


async def records_of(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, id_: str
) -> list[str]:
    """List the ids that mean whom `id_` means, that one first; empty: there is nobody."""
    if not is_own_id(id_):
        return []
    columns = subjects.c
    of = (columns.workspace_id == workspace_id, columns.subject == subject)
    wanted = select(columns.merged_into).where(*of, columns.id == id_)
    there = (await connection.execute(wanted)).all()
    if not there:
        return []
    subject_id = there[0].merged_into or id_
    others = await connection.execute(
        select(columns.id).where(*of, columns.merged_into == subject_id).order_by(columns.id)
    )
    return [subject_id, *others.scalars()]


async def family_of(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    ids: Collection[str],
    upto: int | None = None,
) -> tuple[Family, list[str]]:
    """Read the merges that join `ids` to others, up to an event; and all ids they ever joined."""
    seen: set[str] = set()
    wanted = set(ids)
    merges: dict[int, MergeEdge] = {}
    undone: dict[int, int] = {}
    while wanted:
        for seq, kind, merged, into, ref in await _events(
            connection, workspace_id, subject, sorted(wanted), upto
        ):
            if kind == EventKind.UNMERGE.value:
                undone[int(ref)] = seq
            else:
                merges[seq] = MergeEdge(seq, merged, into)
        seen |= wanted
        named = {id_ for edge in merges.values() for id_ in (edge.record_id, edge.into_id)}
        wanted = named - seen
    family = Family(
        (edge for seq, edge in merges.items() if seq not in undone),
        [(edge, undone[seq]) for seq, edge in merges.items() if seq in undone],
    )
    return family, sorted(seen)


async def _events(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    ids: Sequence[str],
    upto: int | None,
) -> list[tuple[int, str, str, str, str]]:
    columns = events.c
    found: list[tuple[int, str, str, str, str]] = []
    for piece in chunks(ids):
        wanted = select(
            columns.seq, columns.kind, columns.subject_id, columns.other_id, columns.ref
        ).where(
            columns.workspace_id == workspace_id,
            columns.subject == subject,
            columns.kind.in_(_KINDS),
            or_(columns.subject_id.in_(piece), columns.other_id.in_(piece)),
        )
        if upto is not None:
            wanted = wanted.where(columns.seq <= upto)
        found += [
            (row[0], row[1], row[2], row[3], row[4]) for row in await connection.execute(wanted)
        ]
    return found
