"""Who a request speaks of, and what the directory knows of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from aggregator.domain.blocked import is_nobodys

FindingKind = Literal["plain_id", "external_id", "email", "phone", "email_alias"]
"""What finds a customer: `email_alias` is the mailbox of an address with a tag, ann+x@acme.com."""

FINDING_ORDER: Final[tuple[FindingKind, ...]] = (
    "plain_id",
    "external_id",
    "email",
    "phone",
    "email_alias",
)
"""What is asked first where a workspace says nothing else."""

UnlinkedIds = Literal["one_person", "together"]
"""Ids of a request that the directory links to nobody, beside what it found: whether one card may
show what both name."""


OWN_KEYS: Final = frozenset({"external_id", "email"})
"""A person's own ids by which sources are asked, wherever they come from."""


@dataclass(frozen=True, slots=True)
class CustomerIds:
    """The ids a caller gives for a customer; any may be absent.

    Hashable, and so the key of the directory's loader. `email` and `phone` are as received: who
    compares them normalises them (`domain/identity.py`). What stands below them names nobody: it
    tells apart those who share a mailbox or a telephone.
    """

    customer_id: str | None = None  # the directory's own id
    plain_id: str | None = None
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None
    name: str | None = None
    domain: str | None = None  # of their company
    tenant_id: str | None = None  # Plain's
    tenant_external_id: str | None = None

    def __bool__(self) -> bool:
        return bool(
            self.customer_id or self.plain_id or self.external_id or self.email or self.phone
        )

    @property
    def own(self) -> Mapping[str, str]:
        """Its `OWN_KEYS`, without values that are nobody's: blank ones, `null` and the like."""
        said = {"external_id": self.external_id, "email": self.email}
        return {
            kind: value
            for kind, value in said.items()
            if value and not value.isspace() and not is_nobodys(value)
        }


@dataclass(frozen=True, slots=True)
class TenantIds:
    """The ids a caller gives for an account (Plain: tenant); any may be absent."""

    account_id: str | None = None  # the directory's own id
    plain_id: str | None = None
    external_id: str | None = None
    domain: str | None = None

    def __bool__(self) -> bool:
        return bool(self.account_id or self.plain_id or self.external_id or self.domain)


@dataclass(frozen=True, slots=True)
class ThreadIds:
    """The thread a card is asked in (Plain: thread)."""

    plain_id: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """One person, as the directory found them.

    `keys` holds their id in each source: kind of key -> value, the kind being
    `"<source>.<kind>"`, e.g. `{"billing.customer": "cus_81"}`. `matched_by` is what found them: a
    `FindingKind`, or `customer_id`. Of `OWN_KEYS`, `claimed` are those that nobody verified, and
    `others` those that are somebody else's (too), on file or in the request: by these nobody
    may be asked. `more` holds further ids, by kind as in `keys` or `OWN_KEYS`, of who was merged
    with them: sources know each record by its own.
    """

    id: str
    name: str | None
    email: str | None
    external_id: str | None
    account_id: str | None
    matched_by: str
    keys: Mapping[str, str] = field(default_factory=dict)
    plain_id: str | None = None
    claimed: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountMatch:
    """One company, as the directory found it; `keys` as on `CustomerMatch`."""

    id: str
    name: str | None
    external_id: str | None
    domain: str | None
    matched_by: str
    keys: Mapping[str, str] = field(default_factory=dict)
    plain_id: str | None = None
