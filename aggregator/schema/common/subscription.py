"""What a customer pays for."""

import enum
from datetime import datetime

import strawberry

from aggregator.domain.money import Money
from aggregator.schema.fields import FromSource, provided
from aggregator.schema.scalars import MarkdownText, UrlText


@strawberry.enum(description="How often a plan is billed.")
class BillingInterval(enum.Enum):
    MONTH = "MONTH"
    YEAR = "YEAR"


@strawberry.enum(description="Where a subscription stands.")
class SubscriptionStatus(enum.Enum):
    TRIALING = strawberry.enum_value("TRIALING", description="Free until `trialEndsAt`.")
    ACTIVE = strawberry.enum_value("ACTIVE", description="Paid.")
    PAST_DUE = strawberry.enum_value("PAST_DUE", description="A payment is late.")
    CANCELED = strawberry.enum_value("CANCELED", description="Ended, or ends at `canceledAt`.")


@strawberry.type(description="What is sold: a name, a price and what it holds.")
class Plan(FromSource):
    name: str | None = strawberry.field(description="Its name, as on the price list.")
    price: Money | None = strawberry.field(description="The price for one `interval`.")
    interval: BillingInterval | None = strawberry.field(description="How often it is billed.")
    description: MarkdownText | None = strawberry.field(description="What it is, in a sentence.")
    features: list[str | None] | None = strawberry.field(description="What it includes, by name.")


@strawberry.type(description="What a customer pays for, and until when.")
class Subscription(FromSource):
    status: SubscriptionStatus | None = strawberry.field(description="Where it stands.")
    quantity: int | None = strawberry.field(description="How many seats or units are paid for.")
    price: Money | None = strawberry.field(description="What the customer pays per interval.")
    started_at: datetime | None = strawberry.field(description="When it began.")
    renews_at: datetime | None = strawberry.field(description="When it is next billed.")
    trial_ends_at: datetime | None = strawberry.field(description="When its trial ends.")
    canceled_at: datetime | None = strawberry.field(description="When it ended, or will.")
    url: UrlText | None = strawberry.field(description="Where to see it in its own system.")
    plan: Plan | None = provided("Subscription.plan", "What was bought.")
