"""What account-health.graphql reads. Written by `aggregator types`: do not edit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.render.python import Data, Money


class InvoiceStatus(StrEnum):
    """Where an invoice stands."""

    OPEN = "OPEN"
    PAID = "PAID"
    UNCOLLECTIBLE = "UNCOLLECTIBLE"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class Invoice(Data):
    """What a customer was billed."""

    status: InvoiceStatus | None
    """Where it stands."""
    issued_at: datetime | None
    """When it was sent."""
    due_at: datetime | None
    """When it must be paid by."""
    paid_at: datetime | None
    """When it was paid."""
    total: Money | None
    """The whole amount."""
    amount_due: Money | None
    """What is still to be paid."""


@dataclass(frozen=True, slots=True)
class Owner(Data):
    """The colleague who looks after an account or a contact."""

    name: str | None
    """Their name."""


@dataclass(frozen=True, slots=True)
class Account(Data):
    """The company or workspace that customers belong to."""

    owner: Owner | None
    """Who looks after it."""


@dataclass(frozen=True, slots=True)
class Customer(Data):
    """The person support sees. Each source's part is null if it fails."""

    invoices: tuple[Invoice, ...] | None
    """What they were billed, newest first."""
    account: Account | None
    """The company they belong to."""


@dataclass(frozen=True, slots=True)
class AccountHealth(Data):
    customer: Customer | None
    """A customer by any id; without `by`, the customer the request speaks of. By `id` or..."""
