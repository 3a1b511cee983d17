"""What a customer was billed."""

import enum
from datetime import datetime

import strawberry

from aggregator.domain.money import Money
from aggregator.schema.fields import FromSource
from aggregator.schema.scalars import UrlText


@strawberry.enum(description="Where an invoice stands.")
class InvoiceStatus(enum.Enum):
    OPEN = strawberry.enum_value("OPEN", description="Sent, and not paid yet.")
    PAID = strawberry.enum_value("PAID", description="Paid in full.")
    UNCOLLECTIBLE = strawberry.enum_value("UNCOLLECTIBLE", description="Given up.")
    VOID = strawberry.enum_value("VOID", description="Withdrawn.")


@strawberry.type(description="One position of an invoice.")
class InvoiceLine:
    description: str | None = strawberry.field(description="What was billed.")
    quantity: int | None = strawberry.field(description="How many.")
    unit_price: Money | None = strawberry.field(description="The price of one.")
    total: Money | None = strawberry.field(description="The price of all.")


@strawberry.type(description="What a customer was billed.")
class Invoice(FromSource):
    number: str | None = strawberry.field(description="The number printed on it.")
    status: InvoiceStatus | None = strawberry.field(description="Where it stands.")
    issued_at: datetime | None = strawberry.field(description="When it was sent.")
    due_at: datetime | None = strawberry.field(description="When it must be paid by.")
    paid_at: datetime | None = strawberry.field(description="When it was paid.")
    total: Money | None = strawberry.field(description="The whole amount.")
    amount_due: Money | None = strawberry.field(description="What is still to be paid.")
    url: UrlText | None = strawberry.field(description="Where to see it in its own system.")
    lines: list[InvoiceLine | None] | None = strawberry.field(description="Its positions.")
