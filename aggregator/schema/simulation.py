"""Other rules of finding customers, tried on the directory by an operator. No card can."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.types import Info

from aggregator.domain.access import Role
from aggregator.domain.errors import DirectoryUnavailable, Forbidden
from aggregator.schema.context import OperationContext

if TYPE_CHECKING:  # the database is loaded by who serves, not by who reads a card
    from aggregator.directory.read.simulate import RulesTried

FindingOrder = Annotated[
    list[str] | None,
    strawberry.argument(description="What finds a customer, as `identity_order`; null: as now."),
]
BlockedValues = Annotated[
    list[str] | None, strawberry.argument(description="Values that are nobody's.")
]
ClaimedFind = Annotated[
    bool, strawberry.argument(description="A value finds somebody that was only claimed.")
]
EmailTags = Annotated[
    bool, strawberry.argument(description="`ann+news@acme.com` is `ann@acme.com`.")
]


@strawberry.type(description="A customer of an example.")
class TriedCustomer:
    id: strawberry.ID = strawberry.field(description="Their id in the directory.")
    name: str | None = strawberry.field(description="What they are called.")


@strawberry.type(description="Customers who would be one, and by what.")
class TriedJoin:
    customers: list[TriedCustomer] = strawberry.field(description="Who they are.")
    kind: str = strawberry.field(description="`email`, `phone`, `external_id`...")
    value: str = strawberry.field(description="What they share, as it is compared.")


@strawberry.type(description="A customer of whom a source would have made somebody else.")
class TriedSplit:
    customer: TriedCustomer = strawberry.field(description="Who it is.")
    said_by: str = strawberry.field(description="Whose word would be somebody else's.")


@strawberry.type(description="What other rules would come to; of each, some examples.")
class TriedRules:
    customers: int = strawberry.field(description="How many there are.")
    joins: int = strawberry.field(description="Groups of customers who would be one.")
    joined: int = strawberry.field(description="Customers who would be one with somebody.")
    splits: int = strawberry.field(description="Customers who would be told apart.")
    unfound: int = strawberry.field(description="Customers whom nothing would find any more.")
    join_examples: list[TriedJoin] = strawberry.field(description="Some of the groups.")
    split_examples: list[TriedSplit] = strawberry.field(description="Some of those told apart.")
    unfound_examples: list[TriedCustomer] = strawberry.field(description="Some of those.")


async def resolve_simulation(
    info: Info[OperationContext, None],
    order: FindingOrder = None,
    blocked: BlockedValues = None,
    claimed: ClaimedFind = False,
    email_tags: EmailTags = False,
) -> TriedRules:
    writer = info.context.writer
    if writer is None:
        raise Forbidden("Rules are tried for the bearer of a token alone, in no card")
    writer.may(Role.OPERATOR)
    now = writer.rules
    rules = now.changed(order, blocked or (), claimed=claimed, email_tags=email_tags)
    try:
        async with asyncio.timeout(info.context.request_context.deadline.remaining()):
            return _told(await writer.directory.simulate(writer.workspace_id, now, rules))
    except TimeoutError:
        raise DirectoryUnavailable(
            "The customers are too many to be looked at in time. "
            "Fix: aggregator customers simulate, which takes as long as it takes"
        ) from None


def _told(tried: "RulesTried") -> TriedRules:
    def who(id_: str) -> TriedCustomer:
        return TriedCustomer(id=strawberry.ID(id_), name=tried.names.get(id_))

    return TriedRules(
        customers=tried.customers,
        joins=tried.joins,
        joined=tried.joined,
        splits=tried.splits,
        unfound=tried.unfound,
        join_examples=[
            TriedJoin(customers=list(map(who, each.ids)), kind=each.kind, value=each.value)
            for each in tried.join_examples
        ],
        split_examples=[
            TriedSplit(customer=who(each.id), said_by=each.source) for each in tried.split_examples
        ],
        unfound_examples=list(map(who, tried.unfound_examples)),
    )
