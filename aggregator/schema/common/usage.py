"""How a customer uses the product, and what went wrong with it."""

import dataclasses
import enum
from datetime import datetime

import strawberry

from aggregator.schema.fields import FromSource
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.scalars import BigInt, UrlText


@strawberry.enum(description="How well a customer does.")
class Health(enum.Enum):
    GOOD = "GOOD"
    AT_RISK = "AT_RISK"
    POOR = "POOR"


@strawberry.enum(description="How bad an incident is.")
class IncidentSeverity(enum.Enum):
    MINOR = "MINOR"
    MAJOR = "MAJOR"
    CRITICAL = "CRITICAL"


@strawberry.enum(description="Where an incident stands.")
class IncidentStatus(enum.Enum):
    INVESTIGATING = strawberry.enum_value("INVESTIGATING", description="The cause is not known.")
    MONITORING = strawberry.enum_value("MONITORING", description="Mended, and watched.")
    RESOLVED = strawberry.enum_value("RESOLVED", description="Over.")


@strawberry.type(description="How much of the product a customer used in this period.")
class Usage(FromSource):
    api_calls: BigInt | None = strawberry.field(description="API calls so far.")
    api_limit: BigInt | None = strawberry.field(description="API calls that are included.")
    api_ratio: float | None = strawberry.field(description="`apiCalls` of `apiLimit`, 1 is all.")
    storage_ratio: float | None = strawberry.field(description="Storage used, 1 is all.")
    last_active_at: datetime | None = strawberry.field(description="When it was last used.")
    period_ends_at: datetime | None = strawberry.field(description="When counting starts anew.")
    health: Health | None = strawberry.field(description="How well the customer does.")


@strawberry.type(description="Seats that a customer has, and how many are taken.")
class Seats:
    source: str = strawberry.field(description="The name of the source that it came from.")
    used: int | None = strawberry.field(description="How many are taken.")
    included: int | None = strawberry.field(description="How many there are.")
    ratio: float | None = strawberry.field(description="`used` of `included`, 1 is all.")
    keys: strawberry.Private[Keys] = dataclasses.field(default_factory=dict)


@strawberry.type(description="A feature that can be on or off for a customer.")
class Feature(FromSource):
    name: str | None = strawberry.field(description="Its name.")
    enabled: bool | None = strawberry.field(description="Whether it is on for this customer.")
    rollout: float | None = strawberry.field(description="For how many it is on, 1 is everyone.")


@strawberry.type(description="Something that went wrong with the product.")
class Incident(FromSource):
    title: str | None = strawberry.field(description="What happened.")
    severity: IncidentSeverity | None = strawberry.field(description="How bad it is.")
    status: IncidentStatus | None = strawberry.field(description="Where it stands.")
    started_at: datetime | None = strawberry.field(description="When it began.")
    resolved_at: datetime | None = strawberry.field(description="When it was over.")
    url: UrlText | None = strawberry.field(description="Where to read more.")
