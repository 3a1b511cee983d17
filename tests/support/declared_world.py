"""Invented systems, drawn from a seed: what they declare, a schema over it, and queries of it.

Every answer is as large as was asked for and every key is a different one, so that nothing is
cheaper than at worst. The systems answer when the test says so (`Gate`).
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, build_schema

from aggregator.directory.explained import Explanation
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersWanted
from aggregator.domain.authentication import NO_AUTH
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.lookup import Connector, Lookup, LookupRequest, Record
from aggregator.schema.lookup_plan import Keys, LookupPlan, LookupRoute
from aggregator.schema.systems import Provider, ProviderRoute, Providers
from aggregator.telemetry.trace import Batch
from aggregator.upstream.styles.ids_param import IdsParam

SDL = """
type Query { customer: Customer  customers(first: Int! = 3): Page!  thread: Thread }
type Page { nodes: [Customer!]! }
type Thread { id: ID  ticket: Ticket }
type Customer {
  name: String
  person: Person
  company: Company
  tickets(first: Int! = 3): [Ticket!]
  notes(first: Int! = 2): [Note!]
}
type Ticket {
  source: String!  id: ID!
  assignee: Person  notes(first: Int! = 2): [Note!]  tags(first: Int! = 2): [Tag!]
}
type Note { source: String!  id: ID!  author: Person  tags(first: Int! = 2): [Tag!] }
type Tag { source: String!  id: ID!  owner: Person }
type Person { source: String!  id: ID!  company: Company }
type Company { source: String!  id: ID!  owner: Person  notes(first: Int! = 2): [Note!] }
"""

MANY_KEYS = 40  # that a record lists of one kind: more than any query of ours wants


@dataclass(frozen=True, slots=True)
class Thing:
    source: str
    id: str
    keys: Keys


class Gate:
    """Holds exchanges back until the test lets them end: one at a time, or all that wait."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._waiting: list[asyncio.Future[None]] = []
        self.opened = 0

    async def wait(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    async def run(self, work: "asyncio.Future[Any]", *, together: bool) -> None:
        """Let exchanges end until `work` is done; `opened` counts how often that took."""
        while not work.done():
            for _ in range(20):  # until everything that can be asked now has been
                await asyncio.sleep(0)
            if not self._waiting:
                continue
            self.opened += 1
            ending = list(self._waiting) if together else [self._rng.choice(self._waiting)]
            for future in ending:
                self._waiting.remove(future)
                future.set_result(None)


@dataclass(slots=True)
class World:
    """Sources and what they declare; `calls`: loader -> the number of keys of each exchange."""

    seed: int
    connectors: Mapping[str, Connector]
    schema: GraphQLSchema
    gate: Gate
    providers: Providers = field(default_factory=dict)
    calls: dict[str, list[int]] = field(default_factory=dict)


class WorldSource:
    def __init__(self, name: str, connector: Connector, world: World) -> None:
        self.name = name
        self.connector = connector
        self._world = world

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, list[Record]]:
        assert len(keys) <= lookup.batch.max
        self._world.calls.setdefault(f"{self.name}.{lookup.name}", []).append(len(keys))
        await self._world.gate.wait()
        many = per_key if lookup.many else 1
        return {key: [{"id": f"{key}/{n}"} for n in range(many)] for key in keys}

    def providers(self, route: LookupRoute) -> ProviderRoute:
        return tuple(Provider(self, step, self._reader(step.lookup)) for step in route.steps)

    def _reader(self, lookup: Lookup) -> Any:
        def read(records: Sequence[Record]) -> object:
            things = tuple(Thing(self.name, str(r["id"]), self._keys(lookup, r)) for r in records)
            return things if lookup.many else things[0]

        return read

    def _keys(self, lookup: Lookup, record: Record) -> Keys:
        held: dict[str, str | tuple[str, ...]] = {}
        for kind, how in lookup.keys.items():
            key = f"{record['id']}>{kind}"
            held[f"{self.name}.{kind}"] = (
                tuple(f"{key}{n}" for n in range(MANY_KEYS)) if how == "many" else key
            )
        return held


class WorldDirectory:
    """Knows everybody, by every key that anything is asked by."""

    def __init__(self, world: World) -> None:
        self._kinds = {
            f"{name}.{lookup.key}"
            for name, connector in world.connectors.items()
            for lookup in connector.lookups
        }

    def keys(self, customer_ids: str) -> Mapping[str, str]:
        return {kind: f"{customer_ids}:{kind}" for kind in self._kinds}

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds], /
    ) -> Mapping[CustomerIds, CustomerMatch]:
        me = CustomerMatch("c", None, None, None, None, "email", self.keys("me"))
        return dict.fromkeys(people, me)

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds], /
    ) -> Mapping[TenantIds, AccountMatch]:
        return {}  # the schema of this world has no companies at its root

    async def explain(
        self, workspace_id: str, people: Sequence[CustomerIds], /
    ) -> Mapping[CustomerIds, Explanation]:
        return {}

    async def page(
        self,
        workspace_id: str,
        first: int,
        after: str | None = None,
        wanted: CustomersWanted = EVERYBODY,
    ) -> CustomerPage:
        return CustomerPage((), has_next=False, end=None, total=0)


def build_world(seed: int) -> World:
    rng = random.Random(seed)  # noqa: S311  # the same on every run
    schema = build_schema(SDL)
    connectors = {f"s{n}": _connector(rng) for n in range(rng.choice((1, 1, 2)))}
    world = World(seed, connectors, schema, Gate(rng))
    sources = {name: WorldSource(name, each, world) for name, each in connectors.items()}
    world.providers = {
        name: tuple(sources[route.source].providers(route) for route in routes)
        for name, routes in LookupPlan.of(connectors).routes.items()
    }
    _resolve(schema, WorldDirectory(world), world.providers)
    return world


def _connector(rng: random.Random) -> Connector:
    """Lookups for the fields of SDL: some shared, some via another, some with small batches."""
    lookups: list[Lookup] = []
    kinds: dict[str, str] = {}

    def add(name: str, provides: Sequence[str], *, many: bool = False, lists: bool = False) -> None:
        provides = [each for each in provides if rng.random() < 0.85]
        via: dict[str, str] = {}
        for each in provides:
            if (each.startswith("Customer.") and lists and not many) or rng.random() < 0.2:
                via[each] = f"link_{name}"
        if via:
            lookups.append(_lookup(rng, f"link_{name}", f"{name}_link", (), {}))
            kinds[f"{name}_link"] = "one"
        kinds[name] = "many" if lists and not many else "one"
        lookups.append(_lookup(rng, name, name, tuple(provides), via, many=many))

    def either() -> bool:
        return rng.random() < 0.5

    add(
        "person",
        ("Customer.person", "Ticket.assignee", "Note.author", "Tag.owner", "Company.owner"),
    )
    add("company", ("Customer.company", "Person.company"))
    add("ticket", ("Customer.tickets",), many=either(), lists=True)
    add("thread", ("Thread.ticket",))
    add("note", ("Customer.notes", "Ticket.notes", "Company.notes"), many=either(), lists=True)
    add("tag", ("Ticket.tags", "Note.tags"), many=either(), lists=True)
    # A list of ids leads to a list; where a link is asked first, the ids are on its record.
    complete = [
        replace(
            lookup,
            keys={
                k: how
                for k, how in kinds.items()
                if rng.random() < 0.95 or lookup.name.startswith("link_")
            },
        )
        for lookup in lookups
    ]
    return Connector("world", "World", "custom", NO_AUTH, tuple(complete))


def _lookup(
    rng: random.Random,
    name: str,
    key: str,
    provides: tuple[str, ...],
    via: Mapping[str, str],
    *,
    many: bool = False,
) -> Lookup:
    return Lookup(
        name=name,
        key=key,
        request=LookupRequest("GET", f"/{name}"),
        batch=IdsParam("ids", max=rng.choice((1, 2, 3, 7, 100))),
        records="@",
        match="id",
        fields={},
        provides=provides,
        via=via,
        many=many,
        per_key="first" if many and rng.random() < 0.5 else None,
    )


def _resolve(schema: GraphQLSchema, directory: WorldDirectory, providers: Providers) -> None:
    """Give the schema the product's ways to resolve: through the operation's Context."""

    async def customer(_: Any, info: Any) -> Any:
        match = await info.context.customer(info.context.customer_ids)
        return Thing("", "me", match.keys)

    def customers(_: Any, info: Any, first: int) -> Any:
        return {"nodes": [Thing("", f"p{n}", directory.keys(f"p{n}")) for n in range(first)]}

    roots = schema.type_map["Query"]
    assert isinstance(roots, GraphQLObjectType)
    roots.fields["customer"].resolve = customer
    roots.fields["customers"].resolve = customers
    roots.fields["thread"].resolve = lambda *_: Thing("", "t", directory.keys("thread"))
    for name in providers:
        of, _, called = name.partition(".")
        kind = schema.type_map[of]
        assert isinstance(kind, GraphQLObjectType)
        kind.fields[called].resolve = _resolver(name, many=bool(kind.fields[called].args))


def _resolver(name: str, *, many: bool) -> Any:
    if many:
        return lambda root, info, first: info.context.many(name, root.keys, first, None)
    return lambda root, info: info.context.one(name, root.keys)


def draw_query(rng: random.Random) -> str:
    """A query of SDL's schema, of random breadth and depth."""
    return f"query Q {{ {_selection(rng, 'Query', 5)} }}"


_LISTS = {"tickets", "notes", "tags", "customers"}
_TYPES: Mapping[str, Mapping[str, str]] = {
    "Query": {"customer": "Customer", "thread": "Thread"},
    "Page": {"nodes": "Customer"},
    "Thread": {"ticket": "Ticket"},
    "Customer": {"person": "Person", "company": "Company", "tickets": "Ticket", "notes": "Note"},
    "Ticket": {"assignee": "Person", "notes": "Note", "tags": "Tag"},
    "Note": {"author": "Person", "tags": "Tag"},
    "Tag": {"owner": "Person"},
    "Person": {"company": "Company"},
    "Company": {"owner": "Person", "notes": "Note"},
}


def _selection(rng: random.Random, of: str, depth: int) -> str:
    chosen = [name for name in _TYPES[of] if rng.random() < 0.6] if depth else []
    parts = ["__typename"]
    for number, name in enumerate(chosen):
        arguments = f"(first: {rng.randint(0, 5)})" if name in _LISTS and rng.random() < 0.8 else ""
        inside = _selection(rng, _TYPES[of][name], depth - 1)
        field_ = f"x{number}: {name}{arguments} {{ {inside} }}"
        parts.append(f"... on {of} {{ {field_} }}" if rng.random() < 0.2 else field_)
    if rng.random() < 0.3 and chosen:  # a second selection of a list, longer or shorter
        name = rng.choice(chosen)
        arguments = f"(first: {rng.randint(1, 6)})" if name in _LISTS else ""
        parts.append(f"y: {name}{arguments} {{ {_selection(rng, _TYPES[of][name], depth - 1)} }}")
    return " ".join(parts)
