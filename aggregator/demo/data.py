"""The demo company's data set: pure, seeded, the same on every machine.

`build(today)` makes the people and accounts; what a system holds of one of them (invoices,
tickets...) is a function of the person in `records/`, computed when asked, so that 10,000
customers cost a fraction of a second. All moments count from `today`, midnight UTC: renewals lie
in the future, a bill that is past due is past due.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from aggregator.demo.names import (
    COMPANY_FIRST,
    COMPANY_KIND,
    COMPANY_SECOND,
    FIRST_NAMES,
    INDUSTRIES,
    LAST_NAMES,
)
from aggregator.demo.personas import PERSONAS, Employer, Persona
from aggregator.directory.values import AccountUpsert, CustomerUpsert

SEED = 20_201_122
OWNERS = 40
CUSTOMERS_PER_ACCOUNT = 4
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIERS = ("free", "starter", "starter", "growth", "growth", "growth", "enterprise")
FIRST_OWNER = 7_001
_FIRST_CONTACT, _FIRST_COMPANY, _FIRST_USER = 100_001, 900_001, 360_001


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A company. `crm_id` is its id in the crm, `tier` the crm's word."""

    index: int
    crm_id: str
    external_id: str
    plain_id: str | None
    name: str
    domain: str
    tier: str
    industry: str
    employees: int
    owner_id: str


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A person; an id is None where that system never heard of them.

    `persona` is set for the fixed ones, whose fate is decided there and not by chance.
    """

    index: int
    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    plain_id: str | None
    account: DemoAccount
    billing_id: str | None
    contact_id: str | None
    helpdesk_id: str | None
    persona: Persona | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class DemoData:
    """Everyone, and where each system's id leads."""

    today: date
    seed: int
    customers: tuple[DemoCustomer, ...]
    accounts: tuple[DemoAccount, ...]
    by_billing_id: Mapping[str, DemoCustomer] = field(repr=False, compare=False)
    by_contact_id: Mapping[str, DemoCustomer] = field(repr=False, compare=False)
    by_helpdesk_id: Mapping[str, DemoCustomer] = field(repr=False, compare=False)
    by_external_id: Mapping[str, DemoCustomer] = field(repr=False, compare=False)
    by_crm_id: Mapping[str, DemoAccount] = field(repr=False, compare=False)

    def moment(self, days: int, seconds: int = 0) -> datetime:
        """`days` after today's midnight (before, when negative), UTC."""
        return datetime.combine(self.today, time(), UTC) + timedelta(days=days, seconds=seconds)

    def dice(self, topic: str, customer: DemoCustomer) -> Random:
        """Chance that falls the same way each time for this topic and person."""
        return Random(f"{self.seed} {topic} {customer.index}")

    def find(self, persona: Persona) -> DemoCustomer:
        return self.by_external_id[persona.external_id]


def build(today: date, customers: int = 10_000, seed: int = SEED) -> DemoData:
    """Make `customers` people (at least the personas) and their accounts."""
    rng = Random(seed)
    companies: dict[str, DemoAccount] = {}
    people: list[DemoCustomer] = []
    for persona in PERSONAS:
        employer = persona.employer
        if employer.external_id not in companies:
            companies[employer.external_id] = _employer(len(companies), employer, rng)
        people.append(_persona(len(people), persona, companies[employer.external_id]))
    accounts = list(companies.values())
    taken: set[str] = set()
    for index in range(len(people), customers):
        if (index - len(PERSONAS)) % CUSTOMERS_PER_ACCOUNT == 0:
            accounts.append(_account(len(accounts), rng))
        people.append(_customer(index, accounts[-1], rng, taken))
    return DemoData(
        today=today,
        seed=seed,
        customers=tuple(people),
        accounts=tuple(accounts),
        by_billing_id={c.billing_id: c for c in people if c.billing_id},
        by_contact_id={c.contact_id: c for c in people if c.contact_id},
        by_helpdesk_id={c.helpdesk_id: c for c in people if c.helpdesk_id},
        by_external_id={c.external_id: c for c in people if c.external_id},
        by_crm_id={a.crm_id: a for a in accounts},
    )


def seed_records(data: DemoData) -> tuple[Iterator[AccountUpsert], Iterator[CustomerUpsert]]:
    """Tell the directory each account and customer with their ids in the systems."""
    return (
        (
            AccountUpsert(
                external_id=account.external_id,
                name=account.name,
                domain=account.domain,
                plain_id=account.plain_id,
                keys={"crm.account": account.crm_id},
            )
            for account in data.accounts
        ),
        (
            CustomerUpsert(
                external_id=customer.external_id,
                plain_id=customer.plain_id,
                email=customer.email,
                name=customer.name,
                account_external_id=customer.account.external_id,
                keys=_keys(customer),
            )
            for customer in data.customers
        ),
    )


def _keys(customer: DemoCustomer) -> dict[str, str]:
    keys = {
        "billing.customer": customer.billing_id,
        "crm.contact": customer.contact_id,
        "helpdesk.user": customer.helpdesk_id,
    }
    return {kind: value for kind, value in keys.items() if value is not None}


def _employer(index: int, employer: Employer, rng: Random) -> DemoAccount:
    return DemoAccount(
        index=index,
        crm_id=str(_FIRST_COMPANY + index),
        external_id=employer.external_id,
        plain_id=employer.plain_id,
        name=employer.name,
        domain=employer.domain,
        tier=employer.tier,
        industry=INDUSTRIES[index % len(INDUSTRIES)],
        employees=120,
        owner_id=str(FIRST_OWNER + rng.randrange(OWNERS)),
    )


def _account(index: int, rng: Random) -> DemoAccount:
    firsts, seconds, kinds = len(COMPANY_FIRST), len(COMPANY_SECOND), len(COMPANY_KIND)
    first = COMPANY_FIRST[index % firsts]
    second = COMPANY_SECOND[index // firsts % seconds]
    kind = COMPANY_KIND[index // (firsts * seconds) % kinds]
    round_ = index // (firsts * seconds * kinds)  # only a very large data set repeats a name
    suffix = str(round_ + 1) if round_ else ""
    return DemoAccount(
        index=index,
        crm_id=str(_FIRST_COMPANY + index),
        external_id=f"org_{index:06d}",
        plain_id=f"te_01K{_token(rng, 23)}",
        name=f"{first} {second} {kind}{suffix and ' '}{suffix}",
        domain=f"{first}{second}{kind}{suffix}.example".lower(),
        tier=rng.choice(_TIERS),
        industry=rng.choice(INDUSTRIES),
        employees=int(10 ** (0.5 + 3.2 * rng.random())),
        owner_id=str(FIRST_OWNER + rng.randrange(OWNERS)),
    )


def _persona(index: int, persona: Persona, account: DemoAccount) -> DemoCustomer:
    return DemoCustomer(
        index=index,
        first_name=persona.first_name,
        last_name=persona.last_name,
        email=persona.email,
        external_id=persona.external_id,
        plain_id=persona.plain_id,
        account=account,
        billing_id=f"cus_{index + 1:07d}" if persona.in_billing else None,
        contact_id=str(_FIRST_CONTACT + index),
        helpdesk_id=str(_FIRST_USER + index),
        persona=persona,
    )


def _customer(index: int, account: DemoAccount, rng: Random, taken: set[str]) -> DemoCustomer:
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    email = f"{_ascii(first)}.{_ascii(last)}@{account.domain}"
    if email in taken:
        email = f"{_ascii(first)}.{_ascii(last)}{index}@{account.domain}"
    taken.add(email)
    # Not everyone is known everywhere, as in any company.
    dice = rng.random()
    return DemoCustomer(
        index=index,
        first_name=first,
        last_name=last,
        email=email,
        external_id=None if 0.10 < dice < 0.12 else f"user_{index:06d}",
        plain_id=f"c_01K{_token(rng, 23)}",
        account=account,
        billing_id=None if dice < 0.03 else f"cus_{index + 1:07d}",
        contact_id=None if 0.03 < dice < 0.06 else str(_FIRST_CONTACT + index),
        helpdesk_id=None if 0.06 < dice < 0.10 else str(_FIRST_USER + index),
    )


def _token(rng: Random, length: int) -> str:
    bits = rng.getrandbits(5 * length)
    return "".join(_CROCKFORD[bits >> 5 * place & 31] for place in range(length))


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "").replace("'", "")


_FOLDED = {name: _fold(name) for name in (*FIRST_NAMES, *LAST_NAMES)}


def _ascii(name: str) -> str:
    return _FOLDED[name]
