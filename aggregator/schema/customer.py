"""The customer: who support sees, with everything the sources say of them."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import strawberry

from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer
from aggregator.schema.common.account import Account, Contact
from aggregator.schema.common.invoice import Invoice
from aggregator.schema.common.subscription import Subscription
from aggregator.schema.common.ticket import Conversation, Ticket
from aggregator.schema.common.usage import Feature, Incident, Seats, Usage
from aggregator.schema.fields import provided, provided_as, provided_list
from aggregator.schema.lookup_plan import Key, Keys
from aggregator.schema.one_person import somebody_elses
from aggregator.schema.resolution import (
    IDENTITIES,
    RESOLUTION,
    SOURCES,
    CustomerIdentity,
    Resolution,
    SourceIdentity,
)
from aggregator.schema.scalars import EmailText
from aggregator.schema.timeline import (
    TimelineItem,
    TimelinePage,
    timeline_field,
    timeline_page_field,
)


@strawberry.type(description="The person support sees. Each source's part is null if it fails.")
class Customer:
    id: strawberry.ID | None = strawberry.field(
        description="The id in the directory; null for somebody the directory does not know."
    )
    plain_id: strawberry.ID | None = strawberry.field(description="Plain's own id.")
    external_id: strawberry.ID | None = strawberry.field(description="The id in your backend.")
    email: EmailText | None = strawberry.field(description="The e-mail address.")
    name: str | None = strawberry.field(description="The name in the directory.")
    keys: strawberry.Private[Keys] = dataclasses.field(default_factory=dict)
    asked: strawberry.Private[CustomerIds] = CustomerIds()

    identities: list[CustomerIdentity] | None = provided_as(
        IDENTITIES, "Their own ids in the directory, and who said each."
    )
    sources: list[SourceIdentity] | None = provided_as(
        SOURCES, "What each connected source knows them by, and why."
    )
    resolution: Resolution | None = provided_as(
        RESOLUTION,
        "How the ids that were given came to mean them. Where they mean several people, an "
        "operation that asks for it gets the customer without data, and each other field fails.",
    )

    contact: Contact | None = provided("Customer.contact", "The person in the CRM.")
    account: Account | None = provided("Customer.account", "The company they belong to.")
    subscription: Subscription | None = provided("Customer.subscription", "What they pay for.")
    invoices: list[Invoice | None] | None = provided_list(
        "Customer.invoices", "What they were billed, newest first.", newest="issued_at"
    )
    tickets: list[Ticket | None] | None = provided_list(
        "Customer.tickets", "What they asked, newest first.", newest="updated_at"
    )
    conversations: list[Conversation | None] | None = provided_list(
        "Customer.conversations", "What was said, newest first.", newest="last_message_at"
    )
    usage: Usage | None = provided("Customer.usage", "How much they use the product.")
    seats: Seats | None = provided("Customer.seats", "How many seats they have.")
    features: list[Feature | None] | None = provided_list(
        "Customer.features", "Which features are on for them.", newest=None, first=25
    )
    incidents: list[Incident | None] | None = provided_list(
        "Customer.incidents", "What went wrong for them, newest first.", newest="started_at"
    )
    timeline: list[TimelineItem | None] | None = timeline_field()
    timeline_page: TimelinePage | None = timeline_page_field()

    @classmethod
    def of(
        cls,
        customer_ids: CustomerIds,
        match: CustomerMatch | None,
        withheld: Mapping[str, AggregatorError] = MappingProxyType({}),
    ) -> "Customer":
        """Who was asked for, with what the directory knows: its ids outrank the request's own.

        An error in `withheld` stands for the key of its kind: by that nobody is asked. So for one
        that the directory knows as somebody else's, and nobody's own is none.
        """
        plain_id = (match and match.plain_id) or customer_ids.plain_id
        external_id = (match and match.external_id) or customer_ids.own.get("external_id")
        email = (match and match.email) or customer_ids.own.get("email")
        own = {"external_id": external_id, "email": email}
        others = {kind: somebody_elses(kind) for kind in match.others} if match else {}
        keys: dict[str, Key] = {
            **(match.keys if match else {}),
            **{kind: value for kind, value in own.items() if value},
        }
        for kind, more in match.more.items() if match else ():
            if isinstance(first := keys.get(kind), str):
                keys[kind] = (first, *more)
        return cls(
            id=strawberry.ID(match.id) if match else None,
            plain_id=strawberry.ID(plain_id) if plain_id else None,
            external_id=strawberry.ID(external_id) if external_id else None,
            email=EmailText(email) if email else None,
            name=match.name if match else None,
            keys={**keys, **withheld, **others},
            asked=customer_ids,
        )

    @classmethod
    def in_conflict(cls, customer_ids: CustomerIds, error: AmbiguousCustomer) -> "Customer":
        """Several are meant: nothing is said of them, but how that came."""
        nothing: Any = error
        return cls(
            id=nothing,
            plain_id=nothing,
            external_id=nothing,
            email=nothing,
            name=nothing,
            keys=NoKeys(error),
            asked=customer_ids,
        )


class NoKeys(dict[str, Key]):
    """Keys of somebody who is nobody certain: whichever is asked for, an error stands for it."""

    def __init__(self, error: AmbiguousCustomer) -> None:
        super().__init__()
        self._error = error

    def get(self, _kind: str, _default: Any = None) -> Any:
        return self._error
