"""Which of those who share a mailbox or a telephone is meant: by what is said beside it.

Channels that know no id of ours say what they have: e-mail and Slack the address and the company's
domain, WhatsApp the number and a name, Plain its tenant. Nobody is found by these alone.

An address and a company that do not fit are no contradiction: people write from where they please.
A number is given to somebody else when it is given up, so that a name must fit it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aggregator.directory.kinds import (
    ACCOUNT_LINK,
    DISPLAY_NAME,
    KINDS,
    ORG_UNIT_LINK,
    OWN_ID,
    SubjectKind,
)
from aggregator.directory.read.held import what_is_held
from aggregator.directory.read.keys import keys_of
from aggregator.directory.read.links import LinkSet, links_of_many
from aggregator.domain.customer import CustomerIds, TenantIds
from aggregator.domain.identity import PHONE
from aggregator.store.prepared import PreparedReads

MANY = 100
"""So many who share something are looked at; of more nobody is meant."""


class OneOfSeveral(NamedTuple):
    subject_id: str
    links: LinkSet


def speaks_of(who: CustomerIds, matched_by: str, found: LinkSet) -> bool:
    """Whether somebody who was found by their number has the name that was said with it."""
    if matched_by != PHONE or not who.name:
        return True
    return _same_name(who.name, found.own.get(DISPLAY_NAME))


async def told_apart(
    reads: PreparedReads, workspace_id: str, shared: Mapping[CustomerIds, Sequence[str]]
) -> dict[CustomerIds, OneOfSeveral]:
    """Find the one who is meant; absent: it cannot be told. In three statements at most.

    `shared`: what was asked -> the ids of those who share it.
    """
    asked = {
        who: ids for who, ids in shared.items() if len(ids) <= MANY and (who.name or _company(who))
    }
    if not asked:
        return {}
    ids = sorted({id_ for each in asked.values() for id_ in each})
    sets = await links_of_many(reads, workspace_id, "customer", ids)
    accounts = await _accounts(reads, workspace_id, filter(None, map(_company, asked)))
    found: dict[CustomerIds, OneOfSeveral] = {}
    for who, candidates in asked.items():
        company = _company(who)
        mine = None if company is None else accounts[company]
        fitting = [
            OneOfSeveral(id_, sets[id_])
            for id_ in candidates
            if id_ in sets and _fits(who, sets[id_], mine)
        ]
        if len(fitting) == 1:
            found[who] = fitting[0]
    return found


def _fits(who: CustomerIds, found: LinkSet, accounts: frozenset[str] | None) -> bool:
    """`accounts`: ids of accounts and org units of the company that is said; None: none is."""
    own = found.own
    if who.name and not _same_name(who.name, own.get(DISPLAY_NAME)):
        return False
    mine = {own.get(ACCOUNT_LINK), own.get(ORG_UNIT_LINK)}
    return accounts is None or bool(mine & accounts)


def _company(who: CustomerIds) -> TenantIds | None:
    company = TenantIds(None, who.tenant_id, who.tenant_external_id, who.domain)
    return company or None


async def _accounts(
    reads: PreparedReads, workspace_id: str, companies: Iterable[TenantIds]
) -> dict[TenantIds, frozenset[str]]:
    """Find the accounts and org units of each company; one that no key means exactly has none."""
    asked = {company: keys_of(company) for company in companies}
    found: dict[TenantIds, set[str]] = {company: set() for company in asked}
    kinds: tuple[SubjectKind, ...] = ("account", "org_unit") if asked else ()
    for subject in kinds:
        keys = [key for each in asked.values() for key in each if _has(subject, key.stored)]
        what = await what_is_held(reads, workspace_id, subject, keys)
        for company, own in asked.items():
            for key in own:
                found[company] |= what.held.get((key.stored, key.value), frozenset())
    return {company: frozenset(ids) for company, ids in found.items()}


def _has(subject: SubjectKind, stored: str) -> bool:
    return stored in (OWN_ID[subject], *KINDS[subject])


def _same_name(said: str, known: str | None) -> bool:
    return known is not None and _folded(said) == _folded(known)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
