"""Which customer (or account) the ids of a request mean.

1. The directory's own id, the plain id and the external id are strong: each belongs to one
   customer. All that somebody holds must point at the same one; if they do not, the answer is
   AmbiguousCustomer, never a silent winner. An id that nobody holds yet is no contradiction.
2. Only when no strong id is held do the weak ones decide, one kind after the other: the e-mail, the
   phone, the mailbox of an address with a tag; for an account the domain, and the one above it. The
   first that somebody holds must mean exactly one, or else be told apart (beside.py). It never
   contradicts a strong id.
3. What a link says counts only as far as it is verified; what the request says may be anybody's.
   An id that is only claimed comes last: whom 1 and 2 find is meant as if nobody had claimed
   anything, and only where they find nobody does it find the record of the claim itself.

In which order the kinds are asked, and by which at all, is the workspace's (`identity_order`).
`matched_by` names the first kind, in that order, that found them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.directory.kinds import SubjectKind
from aggregator.directory.read.beside import speaks_of, told_apart
from aggregator.directory.read.held import Held, WhatIsHeld, what_is_held
from aggregator.directory.read.keys import STRONG, AskedKey, keys_of
from aggregator.directory.read.links import LinkSet, link_set
from aggregator.directory.read.matches import account_match, customer_match
from aggregator.domain.customer import (
    FINDING_ORDER,
    AccountMatch,
    CustomerIds,
    CustomerMatch,
    TenantIds,
)
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.store.prepared import PreparedReads

_PLURAL = {"customer": "customers", "account": "accounts"}
_WEAK_WORDS = {
    "email": "e-mail",
    "email_alias": "mailbox",
    "phone": "phone number",
    "domain": "domain",
    "parent_domain": "domain",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One subject was meant: its id, the kind of identity that found it; `claimed`: only that."""

    subject_id: str
    matched_by: str
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Several are meant: by what, and who they are. `weak`: they share it; `claimed`: only that."""

    kinds: tuple[str, ...]
    candidates: tuple[str, ...]
    weak: bool
    claimed: bool = False

    def error(self, subject: SubjectKind) -> AmbiguousCustomer:
        plural, count = _PLURAL[subject], len(self.candidates)
        if self.weak:
            message = (
                f"{count} {plural} share this {_WEAK_WORDS[self.kinds[0]]}, so it names none of "
                "them. Fix: send an external id or a plain id."
            )
        else:
            message = (
                f"The ids given ({', '.join(self.kinds)}) belong to {count} different {plural}. "
                "Fix: correct the sender, or the links in the directory."
            )
        return AmbiguousCustomer(message, kinds=self.kinds, candidates=count)


def decide(asked: Sequence[AskedKey], held: Held, claimed: Held) -> Decision | Conflict | None:
    """Apply the rules above to one person's keys, in their order; None: nobody is meant."""
    found = _decide(asked, held)
    if found is not None or not claimed:
        return found
    by_claim = _decide([key for key in asked if key.kind in STRONG], claimed)
    return None if by_claim is None else replace(by_claim, claimed=True)


def _decide(asked: Sequence[AskedKey], held: Held) -> Decision | Conflict | None:
    found = [key for key in asked if (key.stored, key.value) in held and key.blocked is None]
    strong = [key for key in found if key.kind in STRONG]
    matching = strong or found[:1]
    if not matching:
        return None
    meant = {id_ for key in matching for id_ in held[key.stored, key.value]}
    if len(meant) == 1:
        return Decision(meant.pop(), matching[0].kind)
    kinds = tuple(key.kind for key in matching)
    return Conflict(kinds, tuple(sorted(meant)), weak=not strong)


async def resolve_people(
    reads: PreparedReads,
    workspace_id: str,
    people: Sequence[CustomerIds],
    order: Sequence[str] = FINDING_ORDER,
) -> dict[CustomerIds, CustomerMatch | AmbiguousCustomer]:
    """Resolve people in one statement, however many they are; absent: nobody is meant.

    In two more where some of them share a mailbox and their company is said too.
    """
    asked = {who: keys_of(who, order) for who in people}
    # Those too by which nobody is to be found: they may be somebody else's.
    said = {who: keys_of(who) for who in people}
    everything = [key for keys in (*asked.values(), *said.values()) for key in keys]
    what = await what_is_held(reads, workspace_id, "customer", everything)
    decisions = {who: decide(keys, what.held, what.claimed) for who, keys in asked.items()}
    apart = await told_apart(reads, workspace_id, _shared(decisions))
    found: dict[CustomerIds, CustomerMatch | AmbiguousCustomer] = {}

    def match(who: CustomerIds, id_: str, matched_by: str, links: LinkSet) -> CustomerMatch:
        return customer_match(id_, matched_by, links, _others(id_, said[who], what.held))

    for who, decision in decisions.items():
        if isinstance(decision, Conflict):
            one = apart.get(who)
            if one is None:
                found[who] = decision.error("customer")
            else:
                found[who] = match(who, one.subject_id, decision.kinds[0], one.links)
        elif decision is not None:
            links = _links(decision.subject_id, what)
            if speaks_of(who, decision.matched_by, links):
                found[who] = match(who, decision.subject_id, decision.matched_by, links)
    return found


def _others(subject_id: str, said: Sequence[AskedKey], held: Held) -> list[str]:
    """Kinds of what was said that somebody else has; a claim takes nothing from anybody."""
    return [
        key.kind
        for key in said
        if not held.get((key.stored, key.value), frozenset()) <= {subject_id}
    ]


async def resolve_companies(
    reads: PreparedReads, workspace_id: str, companies: Sequence[TenantIds]
) -> dict[TenantIds, AccountMatch | AmbiguousCustomer]:
    """Resolve companies in one statement, however many; absent: no account is meant."""
    asked = {which: keys_of(which) for which in companies}
    everything = [key for keys in asked.values() for key in keys]
    what = await what_is_held(reads, workspace_id, "account", everything)
    found: dict[TenantIds, AccountMatch | AmbiguousCustomer] = {}
    for which, keys in asked.items():
        decision = decide(keys, what.held, what.claimed)
        if isinstance(decision, Conflict):
            found[which] = decision.error("account")
        elif decision is not None:
            links = _links(decision.subject_id, what)
            found[which] = account_match(decision.subject_id, decision.matched_by, links)
    return found


def _links(id_: str, what: WhatIsHeld) -> LinkSet:
    return link_set(id_, what.spoken.get(id_, ()))


def _shared(
    decisions: Mapping[CustomerIds, Decision | Conflict | None],
) -> dict[CustomerIds, tuple[str, ...]]:
    """Whom people are meant among who share something."""
    return {
        who: decision.candidates
        for who, decision in decisions.items()
        if isinstance(decision, Conflict) and decision.weak
    }
