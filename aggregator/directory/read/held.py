"""Who has what a request says, and what is valid of them: in one statement, for many people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnClause,
    CompoundSelect,
    Select,
    bindparam,
    false,
    func,
    literal_column,
    select,
    union_all,
)

from aggregator.directory.kinds import KINDS, OWN_ID, WEAK, LinkTrust, SubjectKind
from aggregator.directory.read.chosen import Spoken
from aggregator.directory.read.keys import AskedKey
from aggregator.directory.read.links import shared_address
from aggregator.directory.tables import links, subjects
from aggregator.store.prepared import Among, PreparedRead, PreparedReads

Held = Mapping[tuple[str, str], frozenset[str]]
"""Kind as kept and value -> whom it means. Absent: nobody."""


@dataclass(frozen=True, slots=True)
class WhatIsHeld:
    """Who holds the values, and what is valid of each who may be meant.

    held     by links that are verified
    claimed  by links that whoever wrote said of themselves: of strong ids alone. A mailbox that is
             only claimed finds nobody: whoever writes from an address may have made it up.
    """

    held: Held
    claimed: Held
    spoken: Mapping[str, list[Spoken]]


async def what_is_held(
    reads: PreparedReads, workspace_id: str, subject: SubjectKind, asked: Iterable[AskedKey]
) -> WhatIsHeld:
    """Find it, in one statement."""
    values: dict[str, Any] = {kind: [] for kind in (OWN_ID[subject], *KINDS[subject])}
    for key in dict.fromkeys(asked):
        if key.blocked is None:
            values[key.stored].append(key.value)
    if not any(values.values()):
        return WhatIsHeld({}, {}, {})
    values["workspace"] = workspace_id
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    claimed: dict[tuple[str, str], set[str]] = defaultdict(set)
    spoken: dict[str, list[Spoken]] = defaultdict(list)
    for subject_id, *said in await reads.fetch(_statement(subject), values):
        if said[-1] is None:  # who holds it, and not what is said of them
            by = held if said[4] == LinkTrust.VERIFIED else claimed
            by[said[1], said[2]].add(subject_id)
        else:
            spoken[subject_id].append(Spoken(*said))
    return WhatIsHeld(_frozen(held), _frozen(claimed), spoken)


def _frozen(held: Mapping[tuple[str, str], set[str]]) -> Held:
    return {value: frozenset(who) for value, who in held.items()}


@cache
def _statement(subject: SubjectKind) -> PreparedRead:
    """Rows of `subject_id` and what `Spoken` holds; without a link's id, who holds a value."""
    holders = union_all(*_holders(subject)).cte("holders")
    each = holders.c
    # Of a mailbox that many share nobody is meant: nothing is read of them.
    meant = (
        select(func.min(each.subject_id))
        .group_by(each.kind, each.value)
        .having(func.count(each.subject_id.distinct()) == literal_column("1"))
    )
    nothing: ColumnClause[Any] = literal_column("NULL")
    who: Select[Any] = select(
        *(each.subject_id, literal_column("''").label("system"), each.kind, each.value),
        *(nothing.label("record_id"), each.trust, nothing.label("source")),
        *(literal_column("0").label("added_by"), false().label("shared"), nothing.label("id")),
    )
    columns = links.c
    said: Select[Any] = select(
        *(columns.subject_id, columns.system, columns.kind, columns.value_raw, columns.record_id),
        *(columns.trust, columns.source, columns.added_by, shared_address(), columns.id),
    ).where(
        columns.workspace_id == bindparam("workspace"),
        columns.subject == literal_column(f"'{subject}'"),
        columns.subject_id.in_(meant),
        columns.valid_to.is_(None),
    )
    both: CompoundSelect[Any] = union_all(who, said)
    return PreparedRead(both)


def _holders(subject: SubjectKind) -> list[Select[Any]]:
    """One branch a kind: each is a run of look-ups in one index, on any database."""
    rows, columns, own = subjects.c, links.c, OWN_ID[subject]
    is_subject: ColumnClause[Any] = literal_column(f"'{subject}'")
    branches: list[Select[Any]] = [
        select(
            literal_column(f"'{own}'").label("kind"),
            rows.id.label("value"),
            func.coalesce(rows.merged_into, rows.id).label("subject_id"),
            literal_column(f"'{LinkTrust.VERIFIED}'").label("trust"),
        ).where(
            rows.workspace_id == bindparam("workspace"),
            rows.subject == is_subject,
            Among(rows.id, own),
        )
    ]
    for kind in KINDS[subject]:
        branch = select(columns.kind, columns.value_norm, columns.subject_id, columns.trust).where(
            columns.workspace_id == bindparam("workspace"),
            columns.subject == is_subject,
            columns.system == literal_column("''"),
            columns.kind == literal_column(f"'{kind}'"),
            Among(columns.value_norm, kind),
            columns.valid_to.is_(None),
        )
        if kind in WEAK:
            branch = branch.where(columns.trust == literal_column(f"'{LinkTrust.VERIFIED}'"))
        branches.append(branch)
    return branches
