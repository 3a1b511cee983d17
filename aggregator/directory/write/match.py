"""Whom an upsert means.

1. The directory's own id, the plain id and the external id are strong: each belongs to one. All
   that somebody holds must mean the same one, else it is a conflict.
2. Where no strong one is held, the e-mail decides (a domain, of an account or org unit), and the
   phone where no e-mail was said: only by a verified link, of exactly one, and never by a mailbox
   of many (`support@`). Whoever it finds must not have another strong id of the same kind: then
   they are somebody else, who has the same mailbox.
3. Otherwise it is somebody new.

A claimed value joins nobody: it was told by whoever wrote, not by the company's own system. Nor is
an id that is only claimed an obstacle: whom the rules above find without it is meant, and only
where they find nobody does it find the record of the claim itself (claim.py). What is said as a
claim finds by its strong id alone, and nobody by an e-mail. So does who speaks for ids and not for
addresses (`Provenance.weak`): a helpdesk, to which anybody can write with any address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from aggregator.directory.codes import Code
from aggregator.directory.kinds import EXCLUSIVE, OWN_ID, WEAK, LinkTrust
from aggregator.directory.read.links import Holder, IdentityValue
from aggregator.directory.values import Provenance, UpsertRules
from aggregator.directory.write.said import Said
from aggregator.directory.write.standing import WhatStands
from aggregator.domain.blocked import is_role
from aggregator.domain.identity import DOMAIN, EMAIL, PHONE

_STRONG = frozenset(("", kind) for kind in EXCLUSIVE)
_TAKEN = {EMAIL: Code.EMAIL_TAKEN, DOMAIN: Code.DOMAIN_TAKEN, PHONE: Code.AMBIGUOUS_MATCH}


@dataclass(frozen=True, slots=True)
class Meant:
    """One that is there: it, the record that was named, and what else was named.

    `others`: every other record of theirs that was named too, the strongest id first; and the
    record itself, where it was named by the directory's own id, which is that of all of them.
    Nobody can say which one was meant, should they be told apart (unmerge.py).
    """

    subject_id: str
    record_id: str
    matched_by: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpsertConflict:
    """Several are meant, or another one has the value of `field`."""

    code: Code
    field: str
    candidates: tuple[str, ...] = ()


def meant_by(
    said: Said, standing: WhatStands, rules: UpsertRules, by: Provenance
) -> Meant | UpsertConflict | None:
    """Say whom it means, by whoever says it; None: somebody new."""
    weak = by.weak is LinkTrust.VERIFIED
    meant = _meant_by(said, standing, rules, by.trust, weak=weak)
    if not isinstance(meant, Meant):
        return meant
    named = _named_too(said, standing, meant, weak=weak and not rules.shared_emails)
    return replace(meant, others=named)


def _named_too(said: Said, standing: WhatStands, meant: Meant, *, weak: bool) -> tuple[str, ...]:
    values = [
        (value.kind, value.norm)
        for value in said.values
        if not value.system
        and (value.kind in EXCLUSIVE or (value.kind in WEAK and weak))
        and not _is_of_many(value.kind, value.norm)
    ]
    named = [
        holder.record_id
        for _, holder in _verified(_holders(values, standing))
        if holder.subject_id == meant.subject_id and holder.record_id != meant.record_id
    ]
    named += meant.others
    if said.own_id is not None and meant.record_id == meant.subject_id:
        named.append(meant.record_id)
    return tuple(dict.fromkeys(named))


def _meant_by(
    said: Said, standing: WhatStands, rules: UpsertRules, trust: LinkTrust, *, weak: bool
) -> Meant | UpsertConflict | None:
    own = OWN_ID[said.subject]
    strong = [] if said.own_id is None else [(own, said.own_id)]
    strong += [
        (value.kind, value.norm)
        for value in said.values
        if not value.system and value.kind in EXCLUSIVE
    ]
    held = _holders(strong, standing)
    found = _verified(held)
    if said.own_id is not None and (own, said.own_id) not in standing.held:
        return UpsertConflict(Code.CUSTOMER_NOT_FOUND, "id")
    ids = _distinct(holder for _, holder in found)
    if len(ids) > 1:
        return UpsertConflict(Code.EXTERNAL_REF_TAKEN, found[0][0][0], tuple(ids))
    if trust is LinkTrust.CLAIMED:
        return _meant(held) if held else None
    if ids:
        meant = _meant(found)
        others = _others_mailbox(said, standing, rules, meant.subject_id) if weak else None
        return others or meant
    by_weak = _by_weak(said, standing, rules) if weak else None
    return _meant(held) if by_weak is None and held else by_weak


def _by_weak(said: Said, standing: WhatStands, rules: UpsertRules) -> Meant | UpsertConflict | None:
    weak = [
        (value.kind, value.norm)
        for value in said.values
        if not value.system and value.kind in WEAK and not _is_of_many(value.kind, value.norm)
    ]
    if any(kind != PHONE for kind, _ in weak):
        weak = [value for value in weak if value[0] != PHONE]
    found = _verified(_holders(weak, standing))
    ids = _distinct(holder for _, holder in found)
    if not ids:
        return None
    kind = found[0][0][0]
    if len(ids) == 1:
        if not _has_other_ids(said, standing, rules, ids[0]):
            return _meant(found)
        if kind == PHONE or rules.shared_emails:
            return None
        return UpsertConflict(_TAKEN[kind], kind, tuple(ids))
    if rules.shared_emails and _says_strong(said):
        return None
    return UpsertConflict(Code.AMBIGUOUS_MATCH, kind, tuple(ids))


def _others_mailbox(
    said: Said, standing: WhatStands, rules: UpsertRules, subject_id: str
) -> UpsertConflict | None:
    """Tell an e-mail or domain that another one has, unless people may share it."""
    if rules.shared_emails:
        return None
    for value in said.values:
        if value.system or value.kind not in (EMAIL, DOMAIN) or _is_of_many(value.kind, value.norm):
            continue
        who = standing.held.get((value.kind, value.norm), ())
        verified = [each for each in who if each.trust == LinkTrust.VERIFIED]
        others = _distinct(each for each in verified if each.subject_id != subject_id)
        if others and all(each.subject_id != subject_id for each in verified):
            return UpsertConflict(_TAKEN[value.kind], value.kind, tuple(others))
    return None


def _has_other_ids(said: Said, standing: WhatStands, rules: UpsertRules, subject_id: str) -> bool:
    """Whether they have a strong id of a kind that is said too, and so another one."""
    kinds = {("", value.kind) for value in said.values if not value.system} & _STRONG
    if rules.told_apart_by is not None:
        kinds.add(rules.told_apart_by)
    return any(
        (link.system, link.kind) in kinds and link.trust == LinkTrust.VERIFIED
        for link in standing.links[subject_id]
    )


def _says_strong(said: Said) -> bool:
    return any(not value.system and value.kind in EXCLUSIVE for value in said.values)


def _is_of_many(kind: str, norm: str) -> bool:
    return kind == EMAIL and is_role(norm)


def _holders(
    values: Sequence[IdentityValue], standing: WhatStands
) -> list[tuple[IdentityValue, Holder]]:
    return [(value, holder) for value in values for holder in standing.held.get(value, ())]


def _verified(
    found: Sequence[tuple[IdentityValue, Holder]],
) -> list[tuple[IdentityValue, Holder]]:
    return [each for each in found if each[1].trust == LinkTrust.VERIFIED]


def _distinct(found: Iterable[Holder]) -> list[str]:
    return list(dict.fromkeys(holder.subject_id for holder in found))


def _meant(found: Sequence[tuple[IdentityValue, Holder]]) -> Meant:
    (kind, _), first = found[0]
    same = (holder.record_id for _, holder in found if holder.subject_id == first.subject_id)
    others = tuple(record_id for record_id in dict.fromkeys(same) if record_id != first.record_id)
    return Meant(first.subject_id, first.record_id, kind, others)
