"""What the directory says of those that a batch speaks of, and what the batch itself said so far.

Read by a constant number of statements; then kept up to date while the batch is decided, so that
two rows of one person are one person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import EXTERNAL_ID, KINDS, OWN_ID, OWNER, TAG, SubjectKind
from aggregator.directory.read.links import Holder, IdentityValue, chunks, holders
from aggregator.directory.tables import allowed_values, links
from aggregator.directory.write.said import Said, references

_LINKS = select(
    links.c.id,
    links.c.subject_id,
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
    links.c.subject_id.in_(bindparam("ids", expanding=True)),
    links.c.valid_to.is_(None),
)
_ALLOWED = select(allowed_values.c.field, allowed_values.c.name, allowed_values.c.value).where(
    allowed_values.c.workspace_id == bindparam("workspace")
)


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


async def read_standing(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, said: Sequence[Said]
) -> WhatStands:
    """Read what stands, in at most five statements."""
    standing = WhatStands(subject)
    standing.held = await holders(connection, workspace_id, subject, _asked(subject, said))
    ids = {holder.subject_id for who in standing.held.values() for holder in who}
    for piece in chunks(sorted(ids)):
        values = {"workspace": workspace_id, "subject": subject, "ids": piece}
        for row in (await connection.execute(_LINKS, values)).all():
            id_, subject_id, *rest = row
            standing.links[subject_id].append(StandingLink._make((id_, *rest)))
    accounts, org_units = references(said)
    standing.accounts = await _by_reference(connection, workspace_id, "account", accounts)
    standing.org_units = await _by_reference(connection, workspace_id, "org_unit", org_units)
    if any(value.kind in standing.allowed for each in said for value in each.values):
        for field_, name, value in await connection.execute(_ALLOWED, {"workspace": workspace_id}):
            standing.allowed[field_].add(f"{name}={value}" if value else name)
    return standing


def _asked(subject: SubjectKind, said: Iterable[Said]) -> set[IdentityValue]:
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
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, refs: Sequence[str]
) -> dict[str, str]:
    if not refs:
        return {}
    values: list[Any] = [(EXTERNAL_ID, ref) for ref in refs]
    held = await holders(connection, workspace_id, subject, values)
    # The record that was named, whatever it was merged into: an id that was merged still leads on.
    return {ref: who[0].record_id for (_, ref), who in held.items()}
