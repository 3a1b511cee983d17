"""The systems behind the graph: the sources and the directory, as far as a request sees them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aggregator.directory.explained import Explanation
from aggregator.directory.values import CustomerPage, CustomersWanted
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Connector, Found, Lookup, Record
from aggregator.schema.lookup_plan import LookupStep
from aggregator.telemetry.trace import Batch

RecordsReader = Callable[[Sequence[Record | None]], object]
"""The records of a key -> the field's value. Of many records, an error stands for an unreadable
one. Raises AggregatorError."""


class Source(Protocol):
    """Where records come from: a connected system (upstream/source.py), or a recording of it."""

    @property
    def name(self) -> str: ...

    @property
    def connector(self) -> Connector: ...

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, Found]: ...


class People(Protocol):
    """Who people are: the directory (directory/directory.py), or a recording of it."""

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds], /
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]: ...

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds], /
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]: ...

    async def explain(
        self, workspace_id: str, people: Sequence[CustomerIds], /
    ) -> Mapping[CustomerIds, Explanation]: ...

    async def page(
        self, workspace_id: str, first: int, after: str | None, wanted: CustomersWanted, /
    ) -> CustomerPage: ...


@dataclass(frozen=True, slots=True)
class Provider:
    """A step of the lookup plan, at an active source. `read` makes its records a value."""

    source: Source
    step: LookupStep
    read: RecordsReader
    name: str = field(init=False)
    """Its loader's, as the step has it."""
    lookup: Lookup = field(init=False)
    lists: tuple[tuple[str, str], ...] = field(init=False)
    """(type, field) of the lists that it fills."""

    def __post_init__(self) -> None:
        lookup = self.step.lookup
        parts = [field.partition(".") for field in lookup.provides] if lookup.many else []
        object.__setattr__(self, "name", self.step.name)
        object.__setattr__(self, "lookup", lookup)
        object.__setattr__(self, "lists", tuple((of, name) for of, _, name in parts))


ProviderRoute = tuple[Provider, ...]
"""A route of the lookup plan, at an active source: at least one provider, first asked first."""

Providers = Mapping[str, tuple[ProviderRoute, ...]]
"""`Type.field` -> the routes to it, in the order of the sources; empty: nobody is connected."""
