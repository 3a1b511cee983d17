"""Fields that a connector provides, and what every object from a source holds.

A common type says `subscription: "Subscription | None" = provided("Customer.subscription", "...")`;
which lookup answers is found among the active sources of the request (context.py). The resolvers
are synchronous and ask at once, so that no turn of the event loop is lost before a batch is sent.
"""

import dataclasses
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from aggregator.domain.errors import InvalidRequest
from aggregator.domain.lookup import FIRST_MAX
from aggregator.schema.context import OperationContext
from aggregator.schema.lookup_plan import Keys

FIRST_SAYS = f"How many at most, up to {FIRST_MAX}."
FIRST_USUAL = 10


@strawberry.type
class FromSource:
    """Base of the common types; `keys` are what further lookups are asked by."""

    source: str = strawberry.field(description="The name of the source that it came from.")
    id: strawberry.ID = strawberry.field(description="Its id in that source.")
    keys: strawberry.Private[Keys] = dataclasses.field(default_factory=dict)


def provided(field: str, description: str) -> Any:
    """A field with one value: the first that is not null, in the order of the sources."""

    def resolve(root: Any, info: Info[OperationContext, None]) -> Any:
        return find_one(field, root, info.context)

    return strawberry.field(resolver=resolve, description=description)


def provided_list(
    field: str, description: str, *, newest: str | None, first: int = FIRST_USUAL
) -> Any:
    """A list: what all sources have, each item with its `source`.

    Items of several sources are merged by the moment in `newest`, newest first; without it they
    follow the order of the sources.
    """
    usual = first

    def resolve(
        root: Any,
        info: Info[OperationContext, None],
        first: Annotated[int, strawberry.argument(description=FIRST_SAYS)] = usual,
    ) -> Any:
        return find_many(field, root, info.context, first, newest)

    return strawberry.field(resolver=resolve, description=description)


def find_one(field: str, root: Any, context: OperationContext) -> Any:
    """Find a provided field's value, for the object `root` that it stands on."""
    return context.one(field, root.keys)


def find_many(
    field: str, root: Any, context: OperationContext, first: int, newest: str | None
) -> Any:
    """Find `first` items of a provided list. Raises InvalidRequest for a number that is none."""
    if not 0 <= first <= FIRST_MAX:
        raise InvalidRequest(f"`first` is a number from 0 to {FIRST_MAX}", field=field)
    return context.many(field, root.keys, first, newest)
