"""Get or create, in bulk: what is said becomes links, and only what changes is written.

However many are said at once, the number of statements is the same. Each is decided in turn, after
those before it, so that the same key twice is one person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.codes import Code
from aggregator.directory.ids import IdFactory
from aggregator.directory.kinds import (
    ACCOUNT_LINK,
    EXCLUSIVE,
    EXTERNAL_ID,
    IDENTITIES,
    KINDS,
    ORG_UNIT_LINK,
    OWN_ID,
    OWNER,
    SEVERAL,
    TAG,
    EventKind,
    LinkTrust,
    SubjectKind,
)
from aggregator.directory.read.links import Holder
from aggregator.directory.values import (
    Overwriting,
    Provenance,
    Upsert,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.directory.write.changes import Changes, last_seq
from aggregator.directory.write.claim import claims_of, is_claim, overclaims
from aggregator.directory.write.match import Meant, UpsertConflict, meant_by
from aggregator.directory.write.said import Said, SaidValue, Unkept, is_identity, said_of
from aggregator.directory.write.standing import StandingLink, WhatStands, asked_by, read_standing

_ALLOWED_FIELDS = {TAG: Code.UNKNOWN_TAG, OWNER: Code.UNKNOWN_OWNER}


@dataclass(frozen=True, slots=True)
class Writing:
    """In which workspace, how ids are made, the moment, who says it, how it is decided."""

    workspace_id: str
    ids: IdFactory
    now: datetime
    by: Provenance
    rules: UpsertRules
    kind: EventKind = EventKind.UPSERT
    seen: set[str] = field(default_factory=set)
    """Of whom something was said already, by the same call or the same file."""


async def upsert(
    connection: AsyncConnection, writing: Writing, upserts: Sequence[Upsert]
) -> list[Upserted]:
    """Write what is said of each, in the caller's transaction; what became of them, in order.

    All of one kind of subject. Whoever calls holds the writers' lock of the workspace.
    """
    said = [_said(upsert) for upsert in upserts]
    done, changes = await decide_upserts(connection, writing, said)
    await changes.write(connection)
    return done


async def decide_upserts(
    connection: AsyncConnection, writing: Writing, said: Sequence[Said | Upserted]
) -> tuple[list[Upserted], Changes]:
    """Decide each without writing: what became of it, and what is to be written."""
    kept = [each for each in said if isinstance(each, Said)]
    seq = await last_seq(connection, writing.workspace_id)
    changes = Changes(writing.workspace_id, writing.ids, writing.now, writing.by, seq)
    if not kept:
        return [each for each in said if isinstance(each, Upserted)], changes
    subject = kept[0].subject
    standing = await read_standing(connection, writing.workspace_id, asked_by(subject, kept))
    one = Decider(writing, standing, changes)
    done = [one.decide(each) if isinstance(each, Said) else each for each in said]
    return done, changes


def _said(upsert: Upsert) -> Said | Upserted:
    try:
        return said_of(upsert)
    except Unkept as unkept:
        return Upserted(UpsertState.REFUSED, code=unkept.code, field=unkept.field)


class Decider:
    """Decides one after the other."""

    def __init__(self, writing: Writing, standing: WhatStands, changes: Changes) -> None:
        self._writing = writing
        self._standing = standing
        self._changes = changes

    @property
    def _claiming(self) -> bool:
        return self._writing.by.trust is LinkTrust.CLAIMED

    def decide(self, said: Said) -> Upserted:
        refused = self._refused(said)
        if refused is not None:
            return refused
        meant = meant_by(said, self._standing, self._writing.rules, self._writing.by)
        if isinstance(meant, UpsertConflict):
            return Upserted(
                UpsertState.CONFLICT,
                code=meant.code,
                field=meant.field,
                candidates=meant.candidates,
            )
        done = self._create(said) if meant is None else self._known(said, meant)
        if done.id is not None and done.code is None:
            self._writing.seen.add(done.id)
            if meant is not None:  # also where others merge them, or tell them apart, meanwhile
                self._writing.seen.add(meant.record_id)
        return done

    def _known(self, said: Said, meant: Meant) -> Upserted:
        """Update somebody who is there."""
        rules, id_ = self._writing.rules, meant.subject_id
        claim = is_claim(self._standing, id_)
        others = self._claiming and not claim
        if rules.overwriting is Overwriting.IGNORE or others:
            return Upserted(UpsertState.UNCHANGED, id_, meant.matched_by)
        added, ended = self._differences(said, meant)
        if claim and not self._claiming and said.own_id is None:
            ended += [each for each in self._standing.links[id_] if each not in ended]
        if not (added or ended):
            return Upserted(UpsertState.UNCHANGED, id_, meant.matched_by)
        otherwise = [link for link in ended if link.trust == self._writing.by.trust]
        seen = not self._writing.seen.isdisjoint((id_, meant.record_id))
        if rules.once and seen and otherwise:
            refused, code = UpsertState.REFUSED, Code.DUPLICATE_IN_FILE
            return Upserted(refused, id_, meant.matched_by, code, otherwise[0].kind)
        self._update(said.subject, meant, added, ended)
        return Upserted(UpsertState.UPDATED, id_, meant.matched_by)

    def _refused(self, said: Said) -> Upserted | None:
        """Check what is said against what there is: identity, account, org unit, tags, owner."""
        rules, standing = self._writing.rules, self._standing
        overclaimed = overclaims(said) if self._claiming else None
        if overclaimed is not None:
            return overclaimed
        nobodys = said.own_id is None and not any(map(is_identity, said.values))
        if nobodys and not rules.anonymous:
            return Upserted(UpsertState.REFUSED, code=Code.MISSING_REQUIRED)
        if (
            said.account_ref is not None
            and said.account_ref not in standing.accounts
            and not rules.create_accounts
        ):
            code = Code.ACCOUNT_NOT_FOUND
            return Upserted(UpsertState.REFUSED, code=code, field="account_external_ref")
        if said.org_ref is not None and said.org_ref not in standing.org_units:
            return Upserted(UpsertState.REFUSED, code=Code.ORG_UNIT_NOT_FOUND, field="org_ref")
        for value in said.values:
            unknown = None if value.system else _ALLOWED_FIELDS.get(value.kind)
            if unknown is None or value.kind in rules.create_allowed:
                continue
            if value.norm not in standing.allowed[value.kind]:
                return Upserted(UpsertState.REFUSED, code=unknown, field=value.kind)
        return None

    def _create(self, said: Said) -> Upserted:
        subject, changes = said.subject, self._changes
        id_ = changes.new_id(subject)
        seq = changes.event(self._writing.kind, subject, id_)
        changes.subject(subject, id_, seq)
        self._standing.hold((OWN_ID[subject], id_), Holder(id_, id_, LinkTrust.VERIFIED))
        for value in self._values(said):
            self._add(subject, id_, id_, value, seq)
        return Upserted(UpsertState.CREATED, id_)

    def _update(
        self,
        subject: SubjectKind,
        meant: Meant,
        added: Sequence[SaidValue],
        ended: Sequence[StandingLink],
    ) -> None:
        """Write what is not there yet, and end what it takes the place of."""
        seq = self._changes.event(
            self._writing.kind, subject, meant.record_id, named_too=meant.others
        )
        for link in ended:
            self._end(meant.subject_id, link, seq)
        for value in added:
            self._add(subject, meant.subject_id, meant.record_id, value, seq)

    def _differences(self, said: Said, meant: Meant) -> tuple[list[SaidValue], list[StandingLink]]:
        by, replaces = self._writing.by, self._writing.rules.overwriting is Overwriting.REPLACE
        standing = self._standing.links[meant.subject_id]
        # Of the record alone: what was merged with it is told apart again as if it had never been.
        mine = [link for link in standing if link.record_id == meant.record_id]
        ours = [link for link in mine if link.source == by.source]
        added: list[SaidValue] = []
        ended: list[StandingLink] = []
        said_norms: dict[tuple[str, str], set[str]] = {}
        for value in self._values(said):
            exclusive = not value.system and value.kind in EXCLUSIVE
            there = _there(value, standing if exclusive else mine if is_identity(value) else ours)
            if there is not None and there.record_id != meant.record_id:
                continue  # the other record's, which no second one can have
            said_norms.setdefault((value.system, value.kind), set()).add(_same(value))
            if there is None:
                added.append(value)
            elif _otherwise_trusted(value, there, by):
                added.append(value)
                ended.append(there)
        for link in ours:
            key = (link.system, link.kind)
            several = not link.system and link.kind in SEVERAL and not replaces
            gone = key in said_norms and not several and _same(link) not in said_norms[key]
            if (gone or (replaces and key in said.emptied)) and link not in ended:
                ended.append(link)
        return added, ended

    def _values(self, said: Said) -> list[SaidValue]:
        """What is said, the account and the org unit by our own ids."""
        values = said.values
        if said.account_ref is not None:
            account = self._account(said.account_ref)
            values = [*values, SaidValue("", ACCOUNT_LINK, account, account)]
        if said.org_ref is not None:
            org_unit = self._standing.org_units[said.org_ref]
            values = [*values, SaidValue("", ORG_UNIT_LINK, org_unit, org_unit)]
        return values

    def _account(self, ref: str) -> str:
        found = self._standing.accounts.get(ref)
        if found is not None:
            return found
        changes = self._changes
        id_ = changes.new_id("account")
        seq = changes.event(self._writing.kind, "account", id_)
        changes.subject("account", id_, seq)
        changes.link("account", id_, id_, SaidValue("", EXTERNAL_ID, ref, ref), seq)
        self._standing.accounts[ref] = id_
        return id_

    def _add(
        self, subject: SubjectKind, subject_id: str, record_id: str, value: SaidValue, seq: int
    ) -> None:
        if not self._claiming and not value.system and value.kind in EXCLUSIVE:
            for holder, claim in [*claims_of(self._standing, value[1:3], subject_id)]:
                self._end(holder, claim, seq)
        link_id = self._changes.link(subject, subject_id, record_id, value, seq)
        by, standing = self._writing.by, self._standing
        trust = by.trust_of(value.system, value.kind)
        standing.links[subject_id].append(
            StandingLink(
                link_id,
                record_id,
                value.system,
                value.kind,
                value.norm,
                value.raw,
                trust,
                by.source,
            )
        )
        if value.system:
            return
        if value.kind in KINDS[subject]:
            standing.hold((value.kind, value.norm), Holder(subject_id, record_id, trust))
        elif value.kind in _ALLOWED_FIELDS and value.norm not in standing.allowed[value.kind]:
            name, _, of = value.norm.partition("=") if value.kind == TAG else (value.norm, "", "")
            self._changes.allow(value.kind, name, of)
            standing.allowed[value.kind].add(value.norm)

    def _end(self, subject_id: str, link: StandingLink, seq: int) -> None:
        self._changes.end(link.id, seq)
        self._standing.links[subject_id].remove(link)
        if not link.system:
            self._standing.let_go((link.kind, link.norm), subject_id)


def _same(value: SaidValue | StandingLink) -> str:
    """What two values of a kind are compared by: a text that is only shown, by every letter."""
    return value.norm if value.system or value.kind in IDENTITIES else value.raw.strip()


def _otherwise_trusted(value: SaidValue, there: StandingLink, by: Provenance) -> bool:
    """Whether it is known better now; or, of its own word, that it never was known."""
    trust = by.trust_of(value.system, value.kind)
    return there.trust != trust and (trust is LinkTrust.VERIFIED or there.source == by.source)


def _there(value: SaidValue, links: Sequence[StandingLink]) -> StandingLink | None:
    same = _same(value)
    for link in links:
        if link.kind == value.kind and link.system == value.system and _same(link) == same:
            return link
    return None
