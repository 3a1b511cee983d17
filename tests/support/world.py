"""The internal schema over sources and a directory that are held in memory, and count."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import parse

from aggregator.directory.explained import Explanation
from aggregator.directory.values import CustomerPage
from aggregator.domain.authentication import NO_AUTH
from aggregator.domain.card import Result
from aggregator.domain.customer import (
    AccountMatch,
    CustomerIds,
    CustomerMatch,
    TenantIds,
    ThreadIds,
    UnlinkedIds,
)
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, SourceError
from aggregator.domain.lookup import Connector, From, Lookup, LookupRequest, Nested, Record
from aggregator.loaders import Loaders
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest, prepare, run
from aggregator.schema.execute import Engine
from aggregator.schema.limits import GraphQLLimits
from aggregator.schema.providers import bind
from aggregator.telemetry.trace import Batch, Trace
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.the_world import the_world

REFERENCE = "REFERENCE1"


def lookup(name: str, key: str, *provides: str, **changes: Any) -> Lookup:
    """A lookup whose records hold an `id` and the `key` they answer."""
    given: dict[str, Any] = {
        "request": LookupRequest("GET", f"/{name}"),
        "batch": IdsParam("ids", 100),
        "records": "data",
        "match": "key",
        "fields": {"id": "id"},
    }
    return Lookup(name=name, key=key, provides=provides, **{**given, **changes})


STATUS = From("status", table={"active": "ACTIVE", "late": "PAST_DUE"})
SUBSCRIPTION = lookup(
    "subscription",
    "customer",
    "Customer.subscription",
    keys={"plan": "plan"},
    fields={
        "id": "id",
        "status": STATUS,
        "quantity": "quantity",
        "renews_at": From("renews", "datetime"),
    },
)
PLAN = lookup("plan", "plan", "Subscription.plan", fields={"id": "id", "name": "name"})
INVOICES = lookup(
    "invoices",
    "customer",
    "Customer.invoices",
    many=True,
    per_key="limit",
    fields={
        "id": "id",
        "number": "number",
        "status": From("status", table={"paid": "PAID"}),
        "issued_at": From("issued", "datetime"),
        "lines": Nested("lines", {"description": "what"}, many=True),
    },
)
USER = lookup("user", "customer", keys={"ticket": "tickets"})
TICKETS = lookup(
    "tickets",
    "ticket",
    "Customer.tickets",
    "Thread.ticket",
    via={"Customer.tickets": "user"},
    fields={"id": "id", "subject": "subject", "status": From("status", table={"open": "OPEN"})},
)
ACCOUNT = lookup(
    "account",
    "account",
    "Customer.account",
    "Tenant.account",
    "Query.account",
    via={"Customer.account": "user"},
    fields={"id": "id", "name": "name"},
)
USAGE = lookup("usage", "external_id", "Customer.usage", fields={"id": "id", "api_calls": "calls"})
SHOP = Connector(
    "shop",
    "Shop",
    "custom",
    NO_AUTH,
    (SUBSCRIPTION, PLAN, INVOICES, USER, TICKETS, ACCOUNT, USAGE),
)

Records = Mapping[str, Mapping[str, Sequence[Record] | SourceError]]
"""Lookup -> key -> what the source has for it."""


class MemorySource:
    """A source that keeps its records here, and what it was asked in `calls`.

    While `gate` is closed nothing is answered; `asked` is set by each call.
    """

    def __init__(self, records: Records, name: str = "shop", connector: Connector = SHOP) -> None:
        self.name = name
        self.connector = connector
        self.kept = records
        self.calls: list[tuple[str, tuple[str, ...], int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, Any]:
        self.calls.append((lookup.name, tuple(keys), per_key))
        self.asked.set()
        await self.gate.wait()
        kept = self.kept.get(lookup.name, {})
        failed = [found for key in keys if isinstance(found := kept.get(key), SourceError)]
        if failed:
            raise failed[0]
        maximum = max(1, per_key) if lookup.many else 1
        here = {key: kept[key] for key in keys if key in kept}
        return {
            key: list(records)[:maximum]
            for key, records in here.items()
            if not isinstance(records, SourceError)
        }


class MemoryDirectory:
    """Customers and accounts kept here; what was asked stands in `asked`."""

    def __init__(
        self, people: Sequence[CustomerMatch] = (), companies: Sequence[AccountMatch] = ()
    ) -> None:
        self.people = people
        self.companies = companies
        self.asked: list[tuple[CustomerIds | TenantIds, ...]] = []
        self.failure: AggregatorError | None = None

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        self.asked.append(tuple(people))
        self._fail()
        return {who: match for who in people for match in self.people if _is(who, match)}

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        self.asked.append(tuple(companies))
        self._fail()
        return {
            which: match
            for which in companies
            for match in self.companies
            if match.id == which.account_id or match.domain == which.domain is not None
        }

    async def explain(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, Explanation]:
        return {}

    async def page(
        self, workspace_id: str, first: int, after: str | None = None, search: str | None = None
    ) -> CustomerPage:
        ids = [match.id for match in self.people]
        start = ids.index(after) + 1 if after else 0
        chosen = tuple(self.people[start : start + first])
        more = start + first < len(ids)
        return CustomerPage(chosen, more, chosen[-1].id if chosen else None, len(ids))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


def _is(who: CustomerIds, match: CustomerMatch) -> bool:
    return match.id == who.customer_id or (who.email is not None and match.email == who.email)


def customer(number: int = 1, **changes: Any) -> CustomerMatch:
    """A customer of the directory, known to the shop as `c<number>`."""
    given: dict[str, Any] = {
        "id": f"cus_{number}",
        "name": f"Customer {number}",
        "email": f"c{number}@x.example",
        "external_id": f"ext_{number}",
        "account_id": None,
        "matched_by": "email",
        "keys": {"shop.customer": f"c{number}"},
    }
    return CustomerMatch(**{**given, **changes})


def customer_ids(number: int = 1) -> CustomerIds:
    return CustomerIds(email=f"c{number}@x.example")


@dataclass
class World:
    """Asks the schema on behalf of one request after the other; each has its own loaders."""

    sources: Sequence[MemorySource] = ()
    directory: MemoryDirectory = field(default_factory=lambda: MemoryDirectory([customer()]))
    trace: Trace = field(default_factory=lambda: Trace(REFERENCE))
    seconds: float = 60.0
    unlinked_ids: UnlinkedIds = "one_person"

    def request_context(self, **bounds: Any) -> RequestContext:
        self.trace = Trace(REFERENCE)
        return RequestContext(
            "w_1",
            self.directory,
            bind(self.sources, the_world().types_of),
            Loaders(self.trace),
            Deadline.after(self.seconds),
            unlinked_ids=self.unlinked_ids,
            **bounds,
        )

    def context(
        self, request_context: RequestContext, name: str = "operation", **subject: Any
    ) -> OperationContext:
        given = {"customer_ids": customer_ids(), **subject}
        return OperationContext(
            request_context, request_context.caller(name, Deadline.after(self.seconds)), **given
        )

    async def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        fragments: Mapping[str, Any] | None = None,
        *,
        may_introspect: bool = True,
        operation: str | None = None,
        read_only: bool = False,
        **subject: Any,
    ) -> GraphQLAnswer:
        """What /graphql answers."""
        request = GraphQLRequest(query, variables or {}, operation, {}, read_only=read_only)
        prepared = prepare(
            the_world().schema,
            request,
            GraphQLLimits(),
            fragments or {},
            may_introspect=may_introspect,
        )
        request_context = self.request_context()
        make: Callable[[], OperationContext] = lambda: self.context(request_context, **subject)  # noqa: E731 a thunk
        try:
            return await run(the_world().schema, request, prepared, make, REFERENCE)
        finally:
            await request_context.loaders.close()

    async def data(self, query: str, **subject: Any) -> Any:
        """The data of a query that must not fail."""
        answer = await self.ask(query, **subject)
        assert "errors" not in answer.payload, answer.payload
        return answer.payload["data"]

    async def card(self, query: str, **subject: Any) -> Result:
        """What a card's operation comes to."""
        request_context = self.request_context()
        context = self.context(request_context, "card", **subject)
        try:
            return await Engine(the_world().schema).card(parse(query), context, {}, None)
        finally:
            context.caller.close()
            await request_context.loaders.close()


def conversation(external_id: str | None = "t1") -> ThreadIds:
    return ThreadIds(plain_id="th_1", external_id=external_id)
