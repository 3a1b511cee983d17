"""What goes into the directory, and what a page of it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.domain.customer import CustomerMatch


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A company to add. `external_id` is what `NewCustomer.account_external_id` refers to.

    `keys` holds its id in each source: `{"crm.account": "acc_7"}`, kinds as on `AccountMatch`.
    """

    external_id: str
    name: str | None = None
    domain: str | None = None
    plain_id: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A person to add; each id may be absent.

    `plain_id` and `external_id` belong to one customer only; an e-mail or a source's key may be
    on several. `account_external_id` names an account of the same call, or one already there.
    `keys` holds their id in each source: `{"billing.customer": "cus_81"}`.
    """

    external_id: str | None = None
    plain_id: str | None = None
    email: str | None = None
    name: str | None = None
    account_external_id: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers in the order they were added.

    `end` is the cursor to continue `after` (None on an empty page), `total` how many customers
    the search finds over all pages.
    """

    matches: tuple[CustomerMatch, ...]
    has_next: bool
    end: str | None
    total: int
