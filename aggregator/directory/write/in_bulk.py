"""Many rows decided together: who is new by definition is not looked at one by one.

Whoever says identities that nobody holds and that no other row says is somebody new, whatever the
other rows come to: they can neither find them nor be found by them. So they are written by columns
(newcomers.py). Who says nothing new of somebody is told at a glance (unchanged.py). All others are
decided one after the other, as anywhere (upsert.py), with the same outcome as if all had been. So
is all that is only claimed: there is less that it may say (claim.py).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import ACCOUNT_LINK, ORG_UNIT_LINK, LinkTrust
from aggregator.directory.values import Upserted, UpsertState
from aggregator.directory.write.changes import Changes, last_seq
from aggregator.directory.write.newcomers import Newcomers
from aggregator.directory.write.said import Said
from aggregator.directory.write.said_rows import SaidColumn, SaidRows
from aggregator.directory.write.standing import StandingAsked, WhatStands, read_standing
from aggregator.directory.write.unchanged import UnchangedRows
from aggregator.directory.write.upsert import Decider, Writing


async def decide_rows(
    connection: AsyncConnection, writing: Writing, said: SaidRows, asked: StandingAsked
) -> tuple[list[Upserted], Changes]:
    """Decide each without writing: what became of it, and what is to be written.

    `asked`: what `said` has to be compared with (`asked_by_rows`).
    """
    seq = await last_seq(connection, writing.workspace_id)
    standing = await read_standing(connection, writing.workspace_id, asked)
    changes = Changes(writing.workspace_id, writing.ids, writing.now, writing.by, seq)
    # In a thread: whoever serves has cards to draw meanwhile.
    return await asyncio.to_thread(_decided, writing, said, standing, changes), changes


def _decided(
    writing: Writing, said: SaidRows, standing: WhatStands, changes: Changes
) -> list[Upserted]:
    claiming = LinkTrust.CLAIMED in (writing.by.trust, writing.by.weak)
    unusual = set(range(said.many)) if claiming else _unusual(said, standing)
    known = _known(said, standing)
    columns = list(_columns(said, standing))
    decider = Decider(writing, standing, changes)
    glance = UnchangedRows(writing, said, columns, standing)
    done: list[Upserted] = []
    new: list[int] = []
    seqs: list[int] = []
    for row in range(said.many):
        if row in unusual or row in known:
            unchanged = None if row in unusual else glance.unchanged(row)
            done.append(unchanged or _one(decider, said.said(row)))
            if unchanged is not None and unchanged.id is not None:
                writing.seen.add(unchanged.id)
            continue
        changes.seq += 1
        new.append(row)
        seqs.append(changes.seq)
        done.append(Upserted(UpsertState.CREATED, changes.new_id(said.subject)))
    if new:
        ids = [each.id for each in map(done.__getitem__, new) if each.id is not None]
        writing.seen.update(ids)
        of_new = [_of_rows(column, new, said.many) for column in columns]
        changes.newcomers.append(Newcomers(said.subject, ids, seqs, of_new))
    return done


def _one(decider: Decider, said: Said | Upserted) -> Upserted:
    return decider.decide(said) if isinstance(said, Said) else said


def _unusual(said: SaidRows, standing: WhatStands) -> set[int]:
    """Find the rows that may be refused, or bring more than themselves."""
    rows = set(said.odd)
    for column in said.columns:
        if not column.system and column.kind in standing.allowed:
            rows.update(_unknown(column.norms, standing.allowed[column.kind]))
    rows.update(_unknown(said.account_refs, standing.accounts.keys()))
    rows.update(_unknown(said.org_refs, standing.org_units.keys()))
    rows.update(_nobodys(said))
    return rows


def _known(said: SaidRows, standing: WhatStands) -> set[int]:
    """Find the rows of which somebody else, or another row, has an identity."""
    rows: set[int] = set()
    by_themselves = [value for each in said.by_themselves() for value in each.values]
    for column in said.columns:
        if column.is_own_identity:
            taken = {norm for kind, norm in standing.held if kind == column.kind}
            taken.update(value.norm for value in by_themselves if value.kind == column.kind)
            rows.update(_shared(column.norms, taken))
    return rows


def _shared(norms: Sequence[str | None], taken: set[str]) -> Iterator[int]:
    """Find what is taken, or said by several rows."""
    distinct = {norm for norm in norms if norm is not None}
    if len(distinct) + norms.count(None) == len(norms) and distinct.isdisjoint(taken):
        return
    counts = Counter(norms)
    for row, norm in enumerate(norms):
        if norm is not None and (counts[norm] > 1 or norm in taken):
            yield row


def _unknown(said: Sequence[str | None], known: AbstractSet[str]) -> Iterator[int]:
    unknown = {each for each in said if each is not None} - known
    if unknown:
        yield from (row for row, each in enumerate(said) if each in unknown)


def _nobodys(said: SaidRows) -> Iterator[int]:
    """Find the rows without any identity."""
    identities = [each.norms for each in said.columns if each.system or each.is_own_identity]
    if not any(None not in norms for norms in identities):
        for row in range(said.many):
            if all(norms[row] is None for norms in identities):
                yield row


def _columns(said: SaidRows, standing: WhatStands) -> Iterator[SaidColumn]:
    yield from said.columns
    for kind, refs, ids in (
        (ACCOUNT_LINK, said.account_refs, standing.accounts),
        (ORG_UNIT_LINK, said.org_refs, standing.org_units),
    ):
        if refs:
            found = [None if ref is None else ids.get(ref) for ref in refs]
            yield SaidColumn("", kind, found, found)


def _of_rows(column: SaidColumn, rows: Sequence[int], many: int) -> SaidColumn:
    if len(rows) == many:
        return column
    norms, raws = ([texts[row] for row in rows] for texts in (column.norms, column.raws))
    return SaidColumn(column.system, column.kind, norms, raws)
