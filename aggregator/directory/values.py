"""What is said to the directory, what became of it, and what a page of it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aggregator.directory.codes import Code
from aggregator.directory.kinds import WEAK, LinkTrust
from aggregator.domain.customer import CustomerMatch


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who says something, and how far it is trusted.

    `source` is whose word it is (`import`, `backend`, `edit`, a source's name): what a source says
    takes the place of what it said before, never of another's. `actor` is who did it. `weak` is how
    far its addresses, numbers and domains are trusted, where that is less than the rest: anybody
    can write to a helpdesk, which knows its own ids.
    """

    source: str
    actor: str
    trust: LinkTrust = LinkTrust.VERIFIED
    import_id: str | None = None
    reason: str | None = None
    weak: LinkTrust = LinkTrust.VERIFIED

    def trust_of(self, system: str, kind: str) -> LinkTrust:
        """Say how far a value is trusted. `system`: the source whose id it is; "": nobody's."""
        by_weak = not system and kind in WEAK and self.trust is LinkTrust.VERIFIED
        return self.weak if by_weak else self.trust


@dataclass(frozen=True, slots=True)
class AccountUpsert:
    """What is said of a company. `external_id` is what others refer to it by.

    `keys` holds its id in each source: `{"crm.account": "acc_7"}`, kinds as on `AccountMatch`.
    `custom` holds custom fields by name. None and absent say nothing.
    """

    external_id: str | None = None
    name: str | None = None
    domain: str | None = None
    plain_id: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    tier: str | None = None
    website: str | None = None
    owner: str | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None  # the directory's own


@dataclass(frozen=True, slots=True)
class OrgUnitUpsert:
    """What is said of a part of a company that has its own id: DevRev's workspace, `org_ref`."""

    external_id: str | None = None
    name: str | None = None
    domain: str | None = None
    environment: str | None = None
    account_external_id: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerUpsert:
    """What is said of a person; None and absent say nothing.

    `plain_id` and `external_id` belong to one customer only; an e-mail or a source's key may be
    on several. `account_external_id` names an account of the same call, or one already there;
    `org_ref` an org unit. `keys` holds their id in each source: `{"billing.customer": "cus_81"}`.
    """

    external_id: str | None = None
    plain_id: str | None = None
    email: str | None = None
    name: str | None = None
    account_external_id: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    phone: str | None = None
    org_ref: str | None = None
    owner: str | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None  # the directory's own


NewCustomer = CustomerUpsert
NewAccount = AccountUpsert
"""What a program says that fills the directory by `Directory.add`."""

Upsert = CustomerUpsert | AccountUpsert | OrgUnitUpsert


class Overwriting(StrEnum):
    """What becomes of values that are there, and were said by the same source."""

    UPDATE = "update"  # what is said takes their place; what is not said stays
    REPLACE = "replace"  # and what is said to be empty ends
    IGNORE = "ignore"  # whoever is there already stays as they are


@dataclass(frozen=True, slots=True)
class UpsertRules:
    """How an upsert decides.

    `once`: what one call, or one file, says of somebody must not say otherwise further on.
    `shared_emails`: several customers may have one mailbox; otherwise the second is a conflict.
    `anonymous`: who has no identity is somebody new each time; otherwise they are refused.
    `create_accounts`: an account that is not there is made. `create_allowed`: so are tags and
    owners, whichever kinds it holds.
    `told_apart_by`: source and kind of id (`crm`, `contact`) by which whoever speaks tells its own
    apart: who has another one of it is somebody else.
    """

    overwriting: Overwriting = Overwriting.UPDATE
    once: bool = False
    shared_emails: bool = False
    anonymous: bool = False
    create_accounts: bool = False
    create_allowed: frozenset[str] = frozenset()
    told_apart_by: tuple[str, str] | None = None


class UpsertState(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # the directory says otherwise: two people are meant, or it is taken
    REFUSED = "refused"  # it cannot be kept at all


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of one upsert.

    `id`: the customer's, account's or org unit's, when it is one. `matched_by`: the kind of value
    that found it; None when it was created. `code` says why it is a conflict or was refused,
    `field` of what, `candidates` whom it could have been.
    """

    state: UpsertState
    id: str | None = None
    matched_by: str | None = None
    code: Code | None = None
    field: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as it is kept. `name`: `email`, or `billing.customer` for an id in a source."""

    name: str
    value: str
    trust: str
    source: str
    actor: str
    import_id: str | None
    reason: str | None
    record_id: str
    valid_from: datetime
    valid_to: datetime | None


class CustomersListed(StrEnum):
    """In which order customers are listed."""

    OLDEST = "oldest"  # as they were added
    NEWEST = "newest"
    NAME = "name"  # whoever has none comes last


@dataclass(frozen=True, slots=True)
class CustomersWanted:
    """Which customers a list holds, all of it together, and in which order; None asks nothing.

    `account`: our id of it. `linked`, `not_linked`: a source or a kind of id in it, as `billing`
    and `billing.customer`.
    """

    search: str | None = None
    account: str | None = None
    tag: str | None = None
    owner: str | None = None
    linked: str | None = None
    not_linked: str | None = None
    order: CustomersListed = CustomersListed.OLDEST


EVERYBODY = CustomersWanted()


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers in the order that was asked for.

    `end` is the cursor to continue `after` (None on an empty page), `total` how many customers
    there are over all pages. `places` has the cursor of each; empty: it is their id.
    """

    matches: tuple[CustomerMatch, ...]
    has_next: bool
    end: str | None
    total: int
    places: tuple[str, ...] = ()

    @property
    def cursors(self) -> tuple[str, ...]:
        """Where each of them stands in the list."""
        return self.places or tuple(match.id for match in self.matches)
