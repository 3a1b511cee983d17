"""The records that an event named beside the one it is of: edits that speak of several ids."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.read.links import chunks
from aggregator.directory.tables import event_records


async def events_that_name(
    connection: AsyncConnection,
    workspace_id: str,
    ids: Collection[str],
    after: int = 0,
    most: int | None = None,
) -> list[int]:
    """Give the numbers of the events after `after` that named one of `ids` beside another record.

    The last first; of more than `most`, the last so many.
    """
    columns, found = event_records.c, set[int]()
    for piece in chunks(sorted(ids)):
        wanted = select(columns.seq).distinct()
        of = (columns.workspace_id == workspace_id, columns.record_id.in_(piece))
        wanted = wanted.where(*of, columns.seq > after).order_by(columns.seq.desc()).limit(most)
        found.update((await connection.execute(wanted)).scalars())
    return sorted(found, reverse=True)[:most]


async def named_by(
    connection: AsyncConnection, workspace_id: str, seqs: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Give what each of these events named too, the strongest id first. Absent: nothing."""
    columns = event_records.c
    named: dict[int, list[str]] = defaultdict(list)
    for piece in chunks(seqs):
        wanted = select(columns.seq, columns.record_id).where(
            columns.workspace_id == workspace_id, columns.seq.in_(piece)
        )
        for seq, record_id in await connection.execute(wanted.order_by(columns.seq, columns.place)):
            named[seq].append(record_id)
    return {seq: tuple(ids) for seq, ids in named.items()}
