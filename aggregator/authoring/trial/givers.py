"""Which lookups a source has, and who gives each its keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregator.domain.lookup import Connector, Lookup
from aggregator.schema.lookup_plan import ACCOUNTS, FIRST_ASKED, LookupPlan, LookupStep
from aggregator.schema.promises import TypesOf
from aggregator.schema.providers import bind
from aggregator.schema.systems import Provider
from aggregator.upstream.source import SourceClient

CUSTOMER, ACCOUNT = "a customer", "an account"
"""Givers of keys beside lookups."""


@dataclass(frozen=True, slots=True)
class AskedLookup:
    """A lookup, who gives it keys (a customer, an account, other lookups), and how it is read."""

    provider: Provider
    givers: frozenset[str]

    @property
    def lookup(self) -> Lookup:
        return self.provider.lookup

    @property
    def step(self) -> LookupStep:
        return self.provider.step


def asked_lookups(source: SourceClient, types_of: TypesOf) -> dict[str, AskedLookup]:
    """List each lookup with its givers."""
    connector = source.connector
    providers = {
        provider.lookup.name: provider
        for routes in bind([source], types_of).values()
        for route in routes
        for provider in route
    }
    givers: dict[str, set[str]] = {name: set() for name in providers}
    for field, routes in LookupPlan.of({source.name: connector}).routes.items():
        for route in routes:
            before: list[str] = list(_owners(field, connector, types_of))
            for step in route.steps:
                givers[step.lookup.name] |= {each for each in before if each != step.lookup.name}
                before = [step.lookup.name]
    return {
        name: AskedLookup(provider, frozenset(givers[name])) for name, provider in providers.items()
    }


def _owners(field: str, connector: Connector, types_of: TypesOf) -> Iterator[str]:
    """Yield who holds the keys of what `field` stands on."""
    owner = field.partition(".")[0]
    if owner == "Customer":
        yield CUSTOMER
    elif FIRST_ASKED.get(field) == ACCOUNTS:
        yield ACCOUNT
    else:
        for each in connector.lookups:
            if any(types_of[one].name == owner for one in each.provides):
                yield each.name


def in_order(plan: Mapping[str, AskedLookup]) -> list[AskedLookup]:
    """Put each lookup behind those that give it keys, as far as they are in no circle."""
    left, ordered = dict(plan), list[AskedLookup]()
    while left:
        free = [name for name, each in left.items() if not each.givers & left.keys()]
        for name in free or list(left)[:1]:
            ordered.append(left.pop(name))
    return ordered
