"""People and companies, as the sources know them."""

import enum
from datetime import datetime

import strawberry

from aggregator.schema.fields import FromSource, provided
from aggregator.schema.scalars import EmailText, UrlText


@strawberry.enum(description="How large an account is to us.")
class AccountTier(enum.Enum):
    FREE = "FREE"
    STARTER = "STARTER"
    GROWTH = "GROWTH"
    ENTERPRISE = "ENTERPRISE"


@strawberry.enum(description="Whether a person wants marketing mail.")
class MarketingPreference(enum.Enum):
    OPTED_IN = "OPTED_IN"
    OPTED_OUT = "OPTED_OUT"
    UNKNOWN = "UNKNOWN"


@strawberry.type(description="The colleague who looks after an account or a contact.")
class Owner(FromSource):
    name: str | None = strawberry.field(description="Their name.")
    email: EmailText | None = strawberry.field(description="Their e-mail address.")


@strawberry.type(description="The company or workspace that customers belong to.")
class Account(FromSource):
    name: str | None = strawberry.field(description="Its name.")
    domain: str | None = strawberry.field(description="Its internet domain.")
    tier: AccountTier | None = strawberry.field(description="How large it is to us.")
    industry: str | None = strawberry.field(description="What it does.")
    employees: int | None = strawberry.field(description="How many people work there.")
    created_at: datetime | None = strawberry.field(description="Since when we know it.")
    url: UrlText | None = strawberry.field(description="Where to see it in its own system.")
    owner: Owner | None = provided("Account.owner", "Who looks after it.")


@strawberry.type(description="A person, as the source of contacts knows them.")
class Contact(FromSource):
    name: str | None = strawberry.field(description="Their full name.")
    email: EmailText | None = strawberry.field(description="Their e-mail address.")
    phone: str | None = strawberry.field(description="Their telephone number.")
    job_title: str | None = strawberry.field(description="What they do.")
    registered_at: datetime | None = strawberry.field(description="When they signed up.")
    last_seen_at: datetime | None = strawberry.field(description="When they last signed in.")
    last_device: str | None = strawberry.field(description="What they last signed in with.")
    marketing: MarketingPreference | None = strawberry.field(
        description="Whether they want marketing mail."
    )
    url: UrlText | None = strawberry.field(description="Where to see them in that system.")
    owner: Owner | None = provided("Contact.owner", "Who looks after them.")
