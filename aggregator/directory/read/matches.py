"""Customers and accounts whole: what is valid of them, and their keys in the sources."""

from collections.abc import Iterable, Sequence

from aggregator.directory.kinds import (
    ACCOUNT_LINK,
    DISPLAY_NAME,
    EXTERNAL_ID,
    OWN_ID,
    PLAIN_ID,
)
from aggregator.directory.read.links import LinkSet, links_of_many
from aggregator.domain.customer import OWN_KEYS, AccountMatch, CustomerMatch
from aggregator.domain.identity import DOMAIN, EMAIL
from aggregator.store.prepared import PreparedReads

_NO_LINKS = LinkSet()


async def load_customers(
    reads: PreparedReads, workspace_id: str, ids: Sequence[str]
) -> dict[str, CustomerMatch]:
    """Read customers of whom our own ids are known, in one statement."""
    links = await links_of_many(reads, workspace_id, "customer", ids)
    by = OWN_ID["customer"]
    return {id_: customer_match(id_, by, links.get(id_, _NO_LINKS)) for id_ in ids}


def customer_match(
    id_: str, matched_by: str, links: LinkSet, others: Iterable[str] = ()
) -> CustomerMatch:
    """Say who it is, of what is valid of them.

    `others`: kinds of the request's ids that the directory knows as somebody else's.
    """
    own = links.own
    return CustomerMatch(
        id=id_,
        name=own.get(DISPLAY_NAME),
        email=own.get(EMAIL),
        external_id=own.get(EXTERNAL_ID),
        plain_id=own.get(PLAIN_ID),
        account_id=own.get(ACCOUNT_LINK),
        matched_by=matched_by,
        keys=links.keys,
        more={
            name: more
            for name, more in links.more.items()
            if name in links.keys or name in OWN_KEYS
        },
        claimed=links.claimed & {EMAIL},  # a strong id finds them all the same
        others=(links.shared | {kind for kind in others if kind not in own}) & OWN_KEYS,
    )


def account_match(id_: str, matched_by: str, links: LinkSet) -> AccountMatch:
    """Say which it is, of what is valid of it."""
    own = links.own
    return AccountMatch(
        id=id_,
        name=own.get(DISPLAY_NAME),
        external_id=own.get(EXTERNAL_ID),
        plain_id=own.get(PLAIN_ID),
        domain=own.get(DOMAIN),
        matched_by=matched_by,
        keys=links.keys,
    )
