"""Which customer (or account) the ids of a request mean.

1. The directory's own id, the plain id and the external id are strong: each belongs to one
   customer. All that somebody holds must point at the same one; if they do not, the answer is
   AmbiguousCustomer, never a silent winner. An id that nobody holds yet is no contradiction.
2. Only when no strong id is held does the e-mail decide (for an account, the domain), and only
   when exactly one customer has it. It never contradicts a strong id.

`matched_by` names the first kind, in the order above, that found them.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import EXTERNAL_ID, OWN_ID, PLAIN_ID, WEAK, SubjectKind
from aggregator.directory.read.links import IdentityValue, holders
from aggregator.directory.read.matches import load_accounts, load_customers
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.domain.identity import DOMAIN, EMAIL, normalise

_Who = TypeVar("_Who", CustomerIds, TenantIds)
_Match = TypeVar("_Match", CustomerMatch, AccountMatch)

_WORDS = {"customer": ("customers", "e-mail"), "account": ("accounts", "domain")}


@dataclass(frozen=True, slots=True)
class Decision:
    """One subject was meant: its id, and the kind of identity that found it."""

    subject_id: str
    matched_by: str


def decide(
    subject: SubjectKind,
    asked: Sequence[IdentityValue],
    held: Mapping[IdentityValue, AbstractSet[str]],
) -> Decision | AmbiguousCustomer | None:
    """Apply the rules above to one person's values, strongest first; None: nobody is meant."""
    strong = [value for value in asked if value[0] not in WEAK and value in held]
    weak = [value for value in asked if value[0] in WEAK and value in held]
    matching = strong or weak
    if not matching:
        return None
    candidates = set().union(*(held[value] for value in matching))
    if len(candidates) == 1:
        return Decision(candidates.pop(), matching[0][0])
    return _ambiguous(subject, [kind for kind, _ in matching], len(candidates), weak=not strong)


def _ambiguous(
    subject: SubjectKind, kinds: Sequence[str], candidates: int, *, weak: bool
) -> AmbiguousCustomer:
    plural, weak_word = _WORDS[subject]
    if weak:
        message = (
            f"{candidates} {plural} share this {weak_word}, so it names none of them. "
            "Fix: send an external id or a plain id."
        )
    else:
        message = (
            f"The ids given ({', '.join(kinds)}) belong to {candidates} different {plural}. "
            "Fix: correct the sender, or the links in the directory."
        )
    return AmbiguousCustomer(message, kinds=tuple(kinds), candidates=candidates)


def values_of(who: CustomerIds | TenantIds) -> tuple[IdentityValue, ...]:
    """List what a request says, normalised, strongest first; what says nothing is left out."""
    said: tuple[tuple[str, str | None], ...]
    if isinstance(who, CustomerIds):
        said = (
            (OWN_ID["customer"], who.customer_id),
            (PLAIN_ID, who.plain_id),
            (EXTERNAL_ID, who.external_id),
            (EMAIL, who.email),
        )
    else:
        said = (
            (OWN_ID["account"], who.account_id),
            (PLAIN_ID, who.plain_id),
            (EXTERNAL_ID, who.external_id),
            (DOMAIN, who.domain),
        )
    return tuple(
        (kind, norm) for kind, value in said if (norm := normalise(kind, value)) is not None
    )


async def resolve_people(
    connection: AsyncConnection, workspace_id: str, people: Sequence[CustomerIds]
) -> dict[CustomerIds, CustomerMatch | AmbiguousCustomer]:
    """Resolve people in three statements, however many they are; absent: nobody is meant."""
    decisions = await _decide_all(connection, workspace_id, "customer", people)
    matches = await load_customers(connection, workspace_id, _ids(decisions))
    return _found(decisions, matches)


async def resolve_companies(
    connection: AsyncConnection, workspace_id: str, companies: Sequence[TenantIds]
) -> dict[TenantIds, AccountMatch | AmbiguousCustomer]:
    """Resolve companies in three statements, however many; absent: no account is meant."""
    decisions = await _decide_all(connection, workspace_id, "account", companies)
    matches = await load_accounts(connection, workspace_id, _ids(decisions))
    return _found(decisions, matches)


def _found(
    decisions: Mapping[_Who, Decision | AmbiguousCustomer], matches: Mapping[str, _Match]
) -> dict[_Who, _Match | AmbiguousCustomer]:
    """Give whom each decision means, and by what they were found."""
    return {
        who: replace(matches[found.subject_id], matched_by=found.matched_by)
        if isinstance(found, Decision)
        else found
        for who, found in decisions.items()
    }


async def _decide_all(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, asked: Sequence[_Who]
) -> dict[_Who, Decision | AmbiguousCustomer]:
    said = {who: values_of(who) for who in asked}
    values = {value for spoken in said.values() for value in spoken}
    found = await holders(connection, workspace_id, subject, values)
    held = {value: {holder.subject_id for holder in who} for value, who in found.items()}
    decisions = ((who, decide(subject, spoken, held)) for who, spoken in said.items())
    return {who: decision for who, decision in decisions if decision is not None}


def _ids(decisions: Mapping[_Who, Decision | AmbiguousCustomer]) -> list[str]:
    found = (decision for decision in decisions.values() if isinstance(decision, Decision))
    return list(dict.fromkeys(decision.subject_id for decision in found))
