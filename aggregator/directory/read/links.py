"""Links, read in bulk: who holds a value, and what is valid of a subject."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import KINDS, OWN_ID, LinkTrust, SubjectKind
from aggregator.directory.read.chosen import Spoken, chosen_first
from aggregator.directory.tables import links, subjects
from aggregator.domain.identity import EMAIL, normalise
from aggregator.store.prepared import Among, PreparedRead, PreparedReads, fetch_within

MAX_VARIABLES = 10_000
"""Values in one statement. SQLite takes 32,766 variables, PostgreSQL's protocol one more."""

IdentityValue = tuple[str, str]
"""Kind and normalised value."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LinkSet:
    """What is valid of one subject: its own values by kind, and `"<source>.<kind>"` -> key.

    Of several values of one kind it is the one that is shown (chosen.py). `claimed` are the kinds
    of `own` that nobody verified, `shared` those whose value is somebody else's too. `more` is what
    else there is of a name: each record that was merged has its own.
    """

    own: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    claimed: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut `values` so that each piece fits one statement; usually one piece."""
    for start in range(0, len(values), MAX_VARIABLES):
        yield values[start : start + MAX_VARIABLES]


def _holders_statement(subject: SubjectKind) -> CompoundSelect[Any]:
    """Build `kind, value, subject_id, record_id, trust` of whoever holds the values.

    Values are bound by the name of their kind. One branch a kind: each is a run of look-ups in one
    index, on any database. An id that was merged away means whom it was merged into.
    """
    columns, rows, own = links.c, subjects.c, OWN_ID[subject]
    branches: list[Select[Any]] = [
        select(
            literal(own),
            rows.id,
            func.coalesce(rows.merged_into, rows.id),
            rows.id,
            literal(LinkTrust.VERIFIED.value),
        ).where(
            rows.workspace_id == bindparam("workspace"),
            rows.subject == subject,
            Among(rows.id, own),
        )
    ]
    branches += [
        select(
            literal(kind), columns.value_norm, columns.subject_id, columns.record_id, columns.trust
        ).where(
            columns.workspace_id == bindparam("workspace"),
            columns.subject == subject,
            columns.system == "",
            columns.kind == kind,
            Among(columns.value_norm, kind),
            columns.valid_to.is_(None),
        )
        for kind in KINDS[subject]
    ]
    return union_all(*branches)


def shared_address() -> ColumnElement[bool]:
    """Whether an e-mail address is verified of somebody else too; of other links, false.

    One look into an index for each address.
    """
    mine, other = links.c, links.alias("other").c
    elsewhere = exists().where(
        other.workspace_id == mine.workspace_id,
        other.subject == mine.subject,
        other.system == literal_column("''"),
        other.kind == mine.kind,
        other.value_norm == mine.value_norm,
        other.subject_id != mine.subject_id,
        other.trust == literal_column(f"'{LinkTrust.VERIFIED}'"),
        other.valid_to.is_(None),
    )
    is_address = and_(
        mine.system == literal_column("''"), mine.kind == literal_column(f"'{EMAIL}'")
    )
    return case((is_address, elsewhere), else_=false()).label("shared")


# Built once: building a statement costs more than running it.
_SUBJECTS: tuple[SubjectKind, ...] = ("customer", "account", "org_unit")
_HOLDERS = {subject: PreparedRead(_holders_statement(subject)) for subject in _SUBJECTS}
# No ORDER BY: SQLite would rather walk the whole workspace in that order than sort.
_LINKS = PreparedRead(
    select(
        *(links.c.subject_id, links.c.system, links.c.kind, links.c.value_raw, links.c.record_id),
        *(links.c.trust, links.c.source, links.c.added_by, shared_address(), links.c.id),
    ).where(
        links.c.workspace_id == bindparam("workspace"),
        links.c.subject == bindparam("subject"),
        Among(links.c.subject_id, "ids"),
        links.c.valid_to.is_(None),
    )
)


class Holder(NamedTuple):
    """Who has a value: the subject it means now, the record it was said of, how far trusted."""

    subject_id: str
    record_id: str
    trust: str


async def holders(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    values: Collection[IdentityValue],
) -> dict[IdentityValue, list[Holder]]:
    """Find who holds each value, in one statement. Absent: nobody. No value comes twice."""
    held: dict[IdentityValue, list[Holder]] = defaultdict(list)
    norms: dict[str, list[str]] = {kind: [] for kind in (OWN_ID[subject], *KINDS[subject])}
    for kind, norm in values:
        norms[kind].append(norm)
    asked = {"workspace": workspace_id, **norms}
    for kind, norm, *holder in await fetch_within(connection, _HOLDERS[subject], asked):
        held[kind, norm].append(Holder._make(holder))
    return dict(held)


async def links_of_many(
    reads: PreparedReads, workspace_id: str, subject: SubjectKind, ids: Sequence[str]
) -> dict[str, LinkSet]:
    """Read what is valid of each of `ids`, in one statement. Absent: nothing is."""
    values: dict[str, Any] = {"workspace": workspace_id, "subject": subject, "ids": list(ids)}
    spoken: dict[str, list[Spoken]] = {}
    for subject_id, *said in await reads.fetch(_LINKS, values):
        spoken.setdefault(subject_id, []).append(Spoken(*said))
    return {id_: link_set(id_, said) for id_, said in spoken.items()}


def link_set(subject_id: str, said: Iterable[Spoken]) -> LinkSet:
    """Choose what is shown of each kind."""
    own: dict[str, str] = {}
    keys: dict[str, str] = {}
    claimed: set[str] = set()
    shared: set[str] = set()
    spoken = chosen_first(subject_id, said)
    for each in spoken:
        if each.system:
            keys.setdefault(f"{each.system}.{each.kind}", each.value.strip())
        elif each.kind not in own:
            own[each.kind] = each.value.strip()
            if each.trust != LinkTrust.VERIFIED:
                claimed.add(each.kind)
            if each.shared:
                shared.add(each.kind)
    more = _more(spoken) if any(each.record_id != subject_id for each in spoken) else {}
    return LinkSet(own, keys, frozenset(claimed), frozenset(shared), more)


def _more(spoken: Sequence[Spoken]) -> Mapping[str, tuple[str, ...]]:
    """What is not shown of those who were merged: the ids of each record but the first.

    One of each record, and no other spelling of one before. Of their own ids (an address, an id of
    the backend) only what is verified, and nobody else's.
    """
    values: dict[str, dict[str, str]] = defaultdict(dict)
    of: set[tuple[str, str]] = set()
    for each in spoken:
        name = f"{each.system}.{each.kind}" if each.system else each.kind
        if (name, each.record_id) in of:
            continue
        of.add((name, each.record_id))
        norm = normalise(each.kind, each.value) or each.value
        theirs = each.trust == LinkTrust.VERIFIED and not each.shared
        if theirs or each.system or not values[name]:
            values[name].setdefault(norm, each.value.strip())
    return {name: tuple(found.values())[1:] for name, found in values.items() if len(found) > 1}
