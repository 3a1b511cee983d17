"""How the common types declare what a connector provides, and what every object of a source holds.

A common type says `subscription: "Subscription | None" = provided("Customer.subscription", "...")`.
The resolvers are synchronous: what they ask for is asked at once (provided.py).
"""

import dataclasses
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from aggregator.schema.context import OperationContext
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.provided import (
    FIRST_SAYS,
    FIRST_USUAL,
    PROVIDED,
    ProvidedField,
    list_of,
    one_of,
)


@strawberry.type
class FromSource:
    """Base of the common types; `keys` are what further lookups are asked by."""

    source: str = strawberry.field(description="The name of the source that it came from.")
    id: strawberry.ID = strawberry.field(description="Its id in that source.")
    keys: strawberry.Private[Keys] = dataclasses.field(default_factory=dict)


def provided(field: str, description: str) -> Any:
    """A field with one value that lookups provide."""
    return provided_as(one_of(field), description)


def provided_as(how: ProvidedField, description: str) -> Any:
    """A field with one value that is found as `how` says."""

    def resolve(root: Any, info: Info[OperationContext, None]) -> Any:
        return how.find(info.context, root, 1)

    return strawberry.field(resolver=resolve, description=description, metadata={PROVIDED: how})


def provided_list(
    field: str, description: str, *, newest: str | None, first: int = FIRST_USUAL
) -> Any:
    """A list that lookups provide, each item with its `source`."""
    how, usual = list_of(field, newest, first), first

    def resolve(
        root: Any,
        info: Info[OperationContext, None],
        first: Annotated[int, strawberry.argument(description=FIRST_SAYS)] = usual,
    ) -> Any:
        return how.find(info.context, root, first)

    return strawberry.field(resolver=resolve, description=description, metadata={PROVIDED: how})
