"""What a request says of a customer or account, as keys of the directory.

A key finds by `kind` and is kept as `stored`: `ann+news@acme.com` is the e-mail of whoever has just
that, and the alias (`email_alias`) of whoever has `ann@acme.com`; `eu.acme.com` is the domain of
whoever has it, and lies below (`parent_domain`) the one that the company registered.

What is nobody's (`null`, `-1`) finds nobody. Nor does a provider of mailboxes find an account:
everybody at gmail.com would be one company.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aggregator.directory.kinds import EXTERNAL_ID, OWN_ID, PLAIN_ID
from aggregator.domain.blocked import is_free_mailbox, is_nobodys, is_role, registrable
from aggregator.domain.customer import FINDING_ORDER, CustomerIds, TenantIds
from aggregator.domain.identity import DOMAIN, EMAIL, PHONE, normalise

EMAIL_ALIAS = "email_alias"
PARENT_DOMAIN = "parent_domain"

STRONG = frozenset({*OWN_ID.values(), PLAIN_ID, EXTERNAL_ID})
"""Kinds of which all that somebody holds must mean the same one."""


class AskedKey(NamedTuple):
    """A value that may find somebody; `blocked` says why it finds nobody."""

    kind: str
    stored: str
    value: str
    blocked: str | None = None


def keys_of(
    who: CustomerIds | TenantIds, order: Sequence[str] = FINDING_ORDER
) -> tuple[AskedKey, ...]:
    """List what `who` says, normalised, first what decides first; what says nothing is left out.

    `order`: of the kinds by which a customer is found; one that is not in it finds nobody.
    """
    if isinstance(who, TenantIds):
        return tuple(_account_keys(who))
    said = {each.kind: each for each in _customer_keys(who)}
    ranked = (OWN_ID["customer"], *order)
    return tuple(said[kind] for kind in ranked if kind in said)


def _customer_keys(who: CustomerIds) -> Iterator[AskedKey]:
    yield from _ids(OWN_ID["customer"], who.customer_id)
    yield from _ids(PLAIN_ID, who.plain_id)
    yield from _ids(EXTERNAL_ID, who.external_id)
    if (email := normalise(EMAIL, who.email)) is not None:
        yield AskedKey(EMAIL, EMAIL, email, _nobodys(email))
        if (mailbox := mailbox_of(email)) is not None:
            yield AskedKey(EMAIL_ALIAS, EMAIL, mailbox)
    if (phone := normalise(PHONE, who.phone)) is not None:
        yield AskedKey(PHONE, PHONE, phone)


def _account_keys(who: TenantIds) -> Iterator[AskedKey]:
    yield from _ids(OWN_ID["account"], who.account_id)
    yield from _ids(PLAIN_ID, who.plain_id)
    yield from _ids(EXTERNAL_ID, who.external_id)
    if (domain := normalise(DOMAIN, who.domain)) is None:
        return
    if is_free_mailbox(domain):
        yield AskedKey(DOMAIN, DOMAIN, domain, "anybody gets a mailbox there: it is no company's")
        return
    yield AskedKey(DOMAIN, DOMAIN, domain)
    parent = registrable(domain)
    if parent is not None and parent != domain:
        yield AskedKey(PARENT_DOMAIN, DOMAIN, parent)


def _ids(kind: str, value: str | None) -> Iterator[AskedKey]:
    norm = normalise(kind, value)
    if norm is not None:
        yield AskedKey(kind, kind, norm, _nobodys(norm))


def _nobodys(norm: str) -> str | None:
    return "it stands for no value, and is nobody's" if is_nobodys(norm) else None


def mailbox_of(email: str) -> str | None:
    """Give the mailbox of an address with a tag; None: it has none, or several people read it."""
    local, _, domain = email.rpartition("@")
    name, tag, _ = local.partition("+")
    mailbox = f"{name}@{domain}"
    return mailbox if name and tag and not is_role(mailbox) else None
