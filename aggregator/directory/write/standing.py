"""What the directory says of those that a batch speaks of, and what the batch itself said so far.

Read by a constant number of statements; then kept up to date while the batch is decided, so that
two rows of one person are one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import EXTERNAL_ID, KINDS, OWN_ID, OWNER, TAG, SubjectKind
from aggregator.directory.read.links import Holder, IdentityValue, holders
from aggregator.directory.tables import allowed_values, links
from aggregator.directory.write.said import Said, references
from aggregator.directory.write.said_rows import SaidRows
from aggregator.store.prepared import Among, PreparedRead, fetch_within

_LINKS = PreparedRead(
    select(
        links.c.subject_id,
        links.c.id,
        links.c.record_id,
        links.c.system,
        links.c.kind,
        links.c.value_norm,
        links.c.value_raw,
        links.c.trust,
        links.c.source,
    ).where(
        links.c.workspace_id == bindparam("workspace"),
        links.c.subject == bindparam("subject"),
        Among(links.c.subject_id, "ids"),
        links.c.valid_to.is_(None),
    )
)
_ALLOWED = select(allowed_values.c.field, allowed_values.c.name, allowed_values.c.value).where(
    allowed_values.c.workspace_id == bindparam("workspace")
)


_ALLOWED_KINDS = frozenset({TAG, OWNER})


class StandingLink(NamedTuple):
    """A valid link of a subject. A tuple: an import makes eight of them a customer."""

    id: str
    record_id: str
    system: str
    kind: str
    norm: str
    raw: str
    trust: str
    source: str


@dataclass(slots=True)
class WhatStands:
    """Who holds which value, what is valid of them, which accounts, tags and owners there are."""

    subject: SubjectKind
    held: dict[IdentityValue, list[Holder]] = field(default_factory=dict)
    links: dict[str, list[StandingLink]] = field(default_factory=lambda: defaultdict(list))
    accounts: dict[str, str] = field(default_factory=dict)
    org_units: dict[str, str] = field(default_factory=dict)
    allowed: dict[str, set[str]] = field(default_factory=lambda: {TAG: set(), OWNER: set()})

    def hold(self, value: IdentityValue, holder: Holder) -> None:
        self.held.setdefault(value, []).append(holder)

    def let_go(self, value: IdentityValue, subject_id: str) -> None:
        self.held[value] = [
            each for each in self.held.get(value, ()) if each.subject_id != subject_id
        ]


@dataclass(frozen=True, slots=True)
class StandingAsked:
    """What is looked up: who holds these values, what is referred to, the tags and owners."""

    subject: SubjectKind
    values: Collection[IdentityValue]
    accounts: Collection[str]
    org_units: Collection[str]
    allowed: bool


def asked_by(subject: SubjectKind, said: Sequence[Said]) -> StandingAsked:
    """Ask for all that is said one by one."""
    accounts, org_units = references(said)
    kinds = {value.kind for each in said for value in each.values}
    return StandingAsked(
        subject,
        _identities(subject, said),
        accounts,
        org_units,
        not kinds.isdisjoint(_ALLOWED_KINDS),
    )


def asked_by_rows(said: SaidRows) -> StandingAsked:
    """Ask for all that is said by columns, and for what is said beside them."""
    beside = asked_by(said.subject, list(said.by_themselves()))
    values = dict.fromkeys(beside.values)
    for column in said.columns:
        if column.is_own_identity:
            values |= dict.fromkeys(
                (column.kind, norm) for norm in column.norms if norm is not None
            )
    accounts = _referred(beside.accounts, said.account_refs)
    org_units = _referred(beside.org_units, said.org_refs)
    limited = any(
        column.kind in _ALLOWED_KINDS and column.norms.count(None) < said.many
        for column in said.columns
    )
    return StandingAsked(said.subject, values, accounts, org_units, beside.allowed or limited)


def _referred(beside: Iterable[str], refs: Iterable[str | None]) -> Collection[str]:
    return dict.fromkeys((*beside, *(ref for ref in refs if ref is not None)))


async def read_standing(
    connection: AsyncConnection, workspace_id: str, asked: StandingAsked
) -> WhatStands:
    """Read what stands, in at most five statements."""
    standing = WhatStands(asked.subject)
    standing.held = await holders(connection, workspace_id, asked.subject, asked.values)
    ids = {holder.subject_id for who in standing.held.values() for holder in who}
    if ids:
        values = {"workspace": workspace_id, "subject": asked.subject, "ids": sorted(ids)}
        for row in await fetch_within(connection, _LINKS, values):
            standing.links[row[0]].append(StandingLink._make(row[1:]))
    standing.accounts = await _by_reference(connection, workspace_id, "account", asked.accounts)
    standing.org_units = await _by_reference(connection, workspace_id, "org_unit", asked.org_units)
    if asked.allowed:
        for field_, name, value in await connection.execute(_ALLOWED, {"workspace": workspace_id}):
            standing.allowed[field_].add(f"{name}={value}" if value else name)
    return standing


def _identities(subject: SubjectKind, said: Iterable[Said]) -> set[IdentityValue]:
    kinds = KINDS[subject]
    asked: set[IdentityValue] = set()
    for each in said:
        if each.own_id is not None:
            asked.add((OWN_ID[subject], each.own_id))
        asked.update(
            (value.kind, value.norm)
            for value in each.values
            if not value.system and value.kind in kinds
        )
    return asked


async def _by_reference(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, refs: Collection[str]
) -> dict[str, str]:
    if not refs:
        return {}
    values: list[Any] = [(EXTERNAL_ID, ref) for ref in refs]
    held = await holders(connection, workspace_id, subject, values)
    # The record that was named, whatever it was merged into: an id that was merged still leads on.
    return {ref: who[0].record_id for (_, ref), who in held.items()}
