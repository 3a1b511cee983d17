"""The lookup plan: how each provided field is found. Made once, from what connectors declare.

A route is one source's way to a field: lookups that are asked one after the other, the first by a
key of the object that the field stands on, the last one's records being the field's value. The
resolver that asks (context.py), the count of calls (lint/calls) and whoever else executes it read
this one value, so that no rule of it is written twice. It imports no framework.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from aggregator.domain.customer import OWN_KEYS
from aggregator.domain.errors import AggregatorError, ConnectorError
from aggregator.domain.lookup import Connector, Lookup

Key = str | tuple[str | AggregatorError, ...] | AggregatorError
"""What something is asked by: one key or several; an error stands for one that is unreadable."""

Keys = Mapping[str, Key]
"""What an object can be found by: kind of key -> value. `external_id` and `email` are the person's
own; every other kind is `<source>.<kind>`."""

CUSTOMERS = "directory.customers"
ACCOUNTS = "directory.accounts"
PAGE = "directory.page"
RESOLUTIONS = "directory.resolutions"
SUGGESTIONS = "directory.suggestions"
SIMULATION = "directory.simulation"

FIRST_ASKED: Mapping[str, str] = {
    "Query.customer": CUSTOMERS,
    "Query.customers": PAGE,
    "Query.suggestions": SUGGESTIONS,
    "Query.simulateRules": SIMULATION,
    "Query.directoryAccount": ACCOUNTS,
    "DirectoryAccount.people": PAGE,
    "Query.account": ACCOUNTS,
    "Tenant.account": ACCOUNTS,
    "Customer.identities": RESOLUTIONS,
    "Customer.sources": RESOLUTIONS,
    "Customer.resolution": RESOLUTIONS,
}
"""`Type.field` -> what of the directory is asked before the field has a value. These resolvers are
written by hand (query.py, suggestions.py, simulation.py, conversation.py, resolution.py); what they
find holds the keys for sources."""

_OF_THE_DIRECTORY = frozenset({"Query.account", "Tenant.account"})


def is_linked(field: str) -> bool:
    """Whether the directory holds the keys of `field` (`Customer.usage`): one may be missing there.

    A record without a key says that there is nothing; a customer without one, that nobody knows.
    """
    return field.startswith("Customer.") or field in _OF_THE_DIRECTORY


@dataclass(frozen=True, slots=True)
class LookupStep:
    """One lookup of a source, on the way to a field."""

    source: str
    lookup: Lookup
    name: str = dataclass_field(init=False, compare=False)
    """The name of its loader, in traces too."""
    key: str = dataclass_field(init=False, compare=False)
    """What it is asked by, as a name in `Keys`."""
    own_key: str | None = dataclass_field(init=False, compare=False)
    """What it is asked by before that, where the key is the person's own."""

    def __post_init__(self) -> None:
        kind = self.lookup.key
        theirs = f"{self.source}.{kind}"
        is_own = kind in OWN_KEYS
        object.__setattr__(self, "name", f"{self.source}.{self.lookup.name}")
        object.__setattr__(self, "key", kind if is_own else theirs)
        object.__setattr__(self, "own_key", theirs if is_own else None)

    def key_in(self, keys: Keys) -> Key | None:
        """Find what it is asked by among the `keys` of an object; None: it cannot be asked.

        An e-mail address that this source's own record holds, or that the directory links for it,
        is nearer than the person's.
        """
        own = None if self.own_key is None else keys.get(self.own_key)
        return keys.get(self.key) if own is None else own


def begins_at(steps: Sequence[LookupStep], keys: Keys, linked: Collection[str]) -> int:
    """At which step a route is begun, by the `keys` that the directory gave.

    It is the last whose id is there, of the kinds that the connector says are `linked`: what the
    directory knows need not be found out by asking.
    """
    known = (
        at
        for at in range(len(steps) - 1, 0, -1)
        if steps[at].lookup.key in linked and steps[at].key_in(keys) is not None
    )
    return next(known, 0)


@dataclass(frozen=True, slots=True)
class LookupRoute:
    """One source's way to a field: at least one step, first asked first."""

    steps: tuple[LookupStep, ...]

    @property
    def first(self) -> LookupStep:
        return self.steps[0]

    @property
    def last(self) -> LookupStep:
        return self.steps[-1]

    @property
    def source(self) -> str:
        return self.last.source

    def starts_from(self, holder: LookupStep | str | None) -> bool:
        """Whether `holder` can hold the first step's key.

        `holder` is the lookup whose record the field stands on, or the directory's loader that
        found it; None where the keys are those of the request itself.
        """
        if isinstance(holder, LookupStep):
            return holder.source == self.source and self.first.lookup.key in holder.lookup.keys
        return holder != ACCOUNTS or self.first.lookup.key not in OWN_KEYS

    def sizes(self, wanted: int) -> Iterator[tuple[LookupStep, int, int]]:
        """Give each step, how many keys it is asked by and how many items come of each, at worst.

        `wanted` items of the field are asked for, of one object that it stands on.
        """
        for step in self.steps[:-1]:
            yield step, 1, 1
        keys, items = (1, wanted) if self.last.lookup.many else (wanted, 1)
        yield self.last, keys, items


@dataclass(frozen=True, slots=True)
class LookupPlan:
    """`Type.field` -> the routes to it, in the order of the sources; a field without is absent."""

    routes: Mapping[str, tuple[LookupRoute, ...]]

    @classmethod
    def of(cls, sources: Mapping[str, Connector]) -> "LookupPlan":
        """Make the plan of `sources` (name -> the connector that knows it).

        Raises ConnectorError where a way leads over a lookup that there is not, or in a circle.
        """
        routes: dict[str, list[LookupRoute]] = {}
        for source, connector in sources.items():
            for lookup in connector.lookups:
                for field in lookup.provides:
                    route = LookupRoute(tuple(_steps(source, connector, lookup, field)))
                    routes.setdefault(field, []).append(route)
        return cls({field: tuple(found) for field, found in routes.items()})

    @property
    def firsts(self) -> Iterator[tuple[str, LookupStep]]:
        """Give each field, and the first step of each way to it."""
        for field, routes in self.routes.items():
            for route in routes:
                yield field, route.first

    def to(self, field: str) -> tuple[LookupRoute, ...]:
        return self.routes.get(field, ())


def typical(
    connectors: Mapping[str, Connector], shipped: Collection[str] = ()
) -> Mapping[str, Connector]:
    """Choose the connectors that stand for a company whose sources are not known.

    Nobody has five helpdesks: of a category it is the one that bears its name, which the demo
    company has; of a category without such a one it is all. Those for any database or API that are
    shipped are left out: what such a system holds, only its source's options say.
    """
    return {
        key: connector
        for key, connector in connectors.items()
        if not (key in shipped and connector.category in ("custom", "database"))
        and (connector.category in (key, "custom") or connector.category not in connectors)
    }


def asked_by_link(firsts: Iterable[tuple[str, LookupStep]]) -> list[str]:
    """Name the sources that nobody can be asked about unless the directory holds an id of them.

    `firsts`: each field of the plan, and the first step of each way to it.
    """
    steps = [step for field, step in firsts if field.startswith("Customer.")]
    by_request = {step.source for step in steps if step.key in OWN_KEYS}
    return sorted({step.source for step in steps} - by_request)


def provided_by_sources(connectors: Mapping[str, Connector]) -> Mapping[str, list[str]]:
    """`Type.field` -> the keys of the connectors that provide it."""
    found: dict[str, list[str]] = {}
    for key, connector in connectors.items():
        for lookup in connector.lookups:
            for field in lookup.provides:
                found.setdefault(field, []).append(key)
    return found


def provided_where(
    connectors: Mapping[str, Connector],
    usual: Mapping[str, Connector],
    connected: Collection[str],
) -> Mapping[str, list[str]]:
    """Say as `provided_by_sources` what the connectors that are `connected` provide.

    What none of them does is said of the `usual` ones.
    """
    own = {key: each for key, each in connectors.items() if key in connected}
    return {**provided_by_sources(usual), **provided_by_sources(own)}


def _steps(source: str, connector: Connector, lookup: Lookup, field: str) -> tuple[LookupStep, ...]:
    by_name = {each.name: each for each in connector.lookups}
    way = [lookup]
    while (via := way[0].via.get(field)) is not None:
        where = f"The connector {connector.key}, lookup {way[0].name}: {field} goes via {via!r}"
        before = by_name.get(via)
        if before is None:
            names = ", ".join(sorted(by_name))
            raise ConnectorError(f"{where}, which is no lookup of it. Use one of: {names}")
        if before in way:
            raise ConnectorError(f"{where}, which leads back to it. Let one of them be asked first")
        way.insert(0, before)
    return tuple(LookupStep(source, each) for each in way)
