"""What is only claimed: what it may say, and that it never comes near whom somebody verified.

Whoever writes says it of themselves. So a claim is of one strong id and what is shown beside it; it
makes somebody known whom nobody knew. It is written on records of claims alone: a record of which
the company's own systems said anything stays as they said it, and no id is added to it.

And the company's own word goes by its own words: it is matched as if no claim had ever been made
(match.py). An id that a claim held passes to whom it gives it to; where that is the claim's own
record, nothing of the claim stays beside it.
"""

from collections.abc import Iterator

from aggregator.directory.codes import Code
from aggregator.directory.kinds import DISPLAY_NAME, EXCLUSIVE, WEAK, LinkTrust
from aggregator.directory.read.links import IdentityValue
from aggregator.directory.values import Upserted, UpsertState
from aggregator.directory.write.said import Said
from aggregator.directory.write.standing import StandingLink, WhatStands

_SAYS = EXCLUSIVE | WEAK | {DISPLAY_NAME}


def overclaims(said: Said) -> Upserted | None:
    """Refuse a claim that says more than one may."""
    beyond = next((each.kind for each in said.values if each.system or each.kind not in _SAYS), "")
    if said.own_id is not None:
        beyond = "id"
    elif said.account_ref is not None or said.org_ref is not None:
        beyond = "account_external_ref" if said.account_ref is not None else "org_ref"
    strong = [each.kind for each in said.values if not each.system and each.kind in EXCLUSIVE]
    if not beyond and len(strong) == 1:
        return None
    return Upserted(UpsertState.REFUSED, code=Code.CLAIMS_TOO_MUCH, field=beyond or None)


def is_claim(standing: WhatStands, subject_id: str) -> bool:
    """Whether nobody but claims said anything of one, and it is one record."""
    links = standing.links[subject_id]
    return bool(links) and all(
        link.trust == LinkTrust.CLAIMED and link.record_id == subject_id for link in links
    )


def claims_of(
    standing: WhatStands, value: IdentityValue, subject_id: str
) -> Iterator[tuple[str, StandingLink]]:
    """Give the claims of others to an id that belongs to `subject_id` from now on."""
    for holder in standing.held.get(value, ()):
        if holder.subject_id == subject_id or holder.trust != LinkTrust.CLAIMED:
            continue
        for link in standing.links[holder.subject_id]:
            if not link.system and (link.kind, link.norm) == value:
                yield holder.subject_id, link
