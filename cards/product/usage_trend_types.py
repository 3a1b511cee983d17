"""What usage-trend.graphql reads. Written by `aggregator types`: do not edit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.render.python import Data, Money


class BillingInterval(StrEnum):
    """How often a plan is billed."""

    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class Usage(Data):
    """How much of the product a customer used in this period."""

    api_calls: int | None
    """API calls so far."""
    api_limit: int | None
    """API calls that are included."""
    period_ends_at: datetime | None
    """When counting starts anew."""


@dataclass(frozen=True, slots=True)
class Plan(Data):
    """What is sold: a name, a price and what it holds."""

    interval: BillingInterval | None
    """How often it is billed."""


@dataclass(frozen=True, slots=True)
class Subscription(Data):
    """What a customer pays for, and until when."""

    price: Money | None
    """What the customer pays per interval."""
    plan: Plan | None
    """What was bought."""


@dataclass(frozen=True, slots=True)
class Customer(Data):
    """The person support sees. Each source's part is null if it fails."""

    usage: Usage | None
    """How much they use the product."""
    subscription: Subscription | None
    """What they pay for."""


@dataclass(frozen=True, slots=True)
class UsageTrend(Data):
    customer: Customer | None
    """A customer by any id; without `by`, the customer the request speaks of. By `id` or..."""
