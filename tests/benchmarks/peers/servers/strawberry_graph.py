# mypy: disable-error-code="no-any-return"
# Records stand in for the types: that is what `default_resolver` is for.
"""The graph in strawberry as its guide says: types, async resolvers, a DataLoader a lookup.

Records go through as the sources send them, so nothing is mapped: less work than ours does.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from operator import getitem
from pathlib import Path
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from tests.benchmarks.peers.servers import calls
from tests.benchmarks.peers.servers.calls import FIRST, Ids, setting
from tests.benchmarks.peers.servers.cards import CARDS, TTL, Json, failed
from tests.benchmarks.peers.servers.sources import Sources

SETTING = setting()
OPERATIONS: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "on_node" / "operations.json").read_text(encoding="utf-8")
)


class Context:
    """One request's: whose cards, and the loaders."""

    def __init__(self, ask: Sources, email: str) -> None:
        self.email = email
        self.ids: Ids = SETTING.links[email]
        self.load = {
            name: DataLoader(load_fn=self._loading(ask, find)) for name, find in FIND.items()
        }

    @staticmethod
    def _loading(
        ask: Sources, find: Callable[[Sources, list[str]], Awaitable[list[Any]]]
    ) -> Callable[[list[str]], Awaitable[list[Any]]]:
        async def load(keys: list[str]) -> list[Any]:
            return await find(ask, keys)

        return load


def by(records: list[Json], field: str, keys: list[str]) -> list[Any]:
    found = {record[field]: record for record in records}
    return [found.get(key) for key in keys]


def many_by(records: list[Json], field: str, keys: list[str]) -> list[list[Json]]:
    found: dict[str, list[Json]] = {key: [] for key in keys}
    for record in records:
        found[record[field]].append(record)
    return list(found.values())


async def _subscriptions(ask: Sources, keys: list[str]) -> list[Any]:
    query = "&".join(f"customer={key}" for key in keys)
    return by((await ask.get("billing", f"/v1/subscriptions?{query}"))["data"], "customer", keys)


async def _plans(ask: Sources, keys: list[str]) -> list[Any]:
    query = "&".join(f"id={key}" for key in keys)
    return by((await ask.get("billing", f"/v1/plans?{query}"))["data"], "id", keys)


async def _invoices(ask: Sources, keys: list[str]) -> list[Any]:
    query = "&".join(f"customer={key}" for key in keys)
    path = f"/v1/invoices?{query}&per_customer={FIRST['invoices']}"
    return many_by((await ask.get("billing", path))["data"], "customer", keys)


def _crm(kind: str) -> Callable[[Sources, list[str]], Awaitable[list[Any]]]:
    async def find(ask: Sources, keys: list[str]) -> list[Any]:
        return by(await ask.batch(kind, keys), "id", keys)

    return find


async def _users(ask: Sources, keys: list[str]) -> list[Any]:
    found = await ask.get("helpdesk", f"/api/v2/users/show_many?ids={','.join(keys)}")
    return by(found["users"], "id", keys)


async def _tickets(ask: Sources, keys: list[str]) -> list[Any]:
    found = await ask.get("helpdesk", f"/api/v2/tickets/show_many?ids={','.join(keys)}")
    return by(found["tickets"], "id", keys)


async def _conversations(ask: Sources, keys: list[str]) -> list[Any]:
    query = f"user_ids={','.join(keys)}&per_user={FIRST['conversations']}"
    found = await ask.get("helpdesk", f"/api/v2/conversations?{query}")
    return many_by(found["conversations"], "user_id", keys)


async def _usage(ask: Sources, keys: list[str]) -> list[Any]:
    users = (await ask.query(calls.USAGE, keys))["users"]
    return [user["usage"] for user in by(users, "externalId", keys)]


async def _seats(ask: Sources, keys: list[str]) -> list[Any]:
    users = (await ask.query(calls.SEATS, keys))["users"]
    return [user["seats"] for user in by(users, "externalId", keys)]


async def _features(ask: Sources, keys: list[str]) -> list[Any]:
    found = await ask.query(calls.FEATURES, keys, FIRST["features"])
    return many_by(found["featureFlags"], "user", keys)


async def _incidents(ask: Sources, keys: list[str]) -> list[Any]:
    found = await ask.query(calls.INCIDENTS, keys, FIRST["incidents"])
    return many_by(found["incidents"], "user", keys)


FIND: dict[str, Callable[[Sources, list[str]], Awaitable[list[Any]]]] = {
    "subscription": _subscriptions,
    "plan": _plans,
    "invoices": _invoices,
    "contact": _crm("contacts"),
    "account": _crm("companies"),
    "owner": _crm("owners"),
    "user": _users,
    "ticket": _tickets,
    "conversations": _conversations,
    "usage": _usage,
    "seats": _seats,
    "features": _features,
    "incidents": _incidents,
}

Asked = Info[Context, None]


@strawberry.type
class Plan:
    name: str
    amount: int
    currency: str
    features: list[str]


@strawberry.type
class Subscription:
    status: str
    quantity: int
    current_period_end: int

    @strawberry.field
    async def plan(root: Any, info: Asked) -> Plan | None:  # noqa: N805 a record
        found: Plan | None = await info.context.load["plan"].load(root["plan"])
        return found


@strawberry.type
class Invoice:
    number: str
    status: str
    created: int
    total: int
    amount_due: int
    currency: str


@strawberry.type
class PersonProperties:
    firstname: str
    lastname: str
    email: str
    last_seen_at: str


@strawberry.type
class Owner:
    properties: PersonProperties


@strawberry.type
class Contact:
    properties: PersonProperties

    @strawberry.field
    async def owner(root: Any, info: Asked) -> Owner | None:  # noqa: N805 a record
        found: Owner | None = await info.context.load["owner"].load(root["properties"]["owner_id"])
        return found


@strawberry.type
class CompanyProperties:
    name: str
    domain: str
    account_tier: str


@strawberry.type
class Account:
    properties: CompanyProperties

    @strawberry.field
    async def owner(root: Any, info: Asked) -> Owner | None:  # noqa: N805 a record
        found: Owner | None = await info.context.load["owner"].load(root["properties"]["owner_id"])
        return found


@strawberry.type
class Ticket:
    subject: str
    status: str
    priority: str


@strawberry.type
class Conversation:
    subject: str
    channel: str


@strawberry.type
class Usage:
    apiCalls: int  # noqa: N815 the source's name
    apiRatio: float  # noqa: N815 the source's name
    health: str


@strawberry.type
class Seats:
    used: int


@strawberry.type
class Feature:
    key: str
    enabled: bool


@strawberry.type
class Incident:
    title: str
    severity: str


@strawberry.type
class Query:
    """Everything may be null: an error where nothing may be ends what its neighbours wait for."""

    @strawberry.field
    def email(self, info: Asked) -> str:
        return info.context.email

    @strawberry.field
    async def subscription(self, info: Asked) -> Subscription | None:
        return await _load(info, "subscription", "customer")

    @strawberry.field
    async def invoices(self, info: Asked, first: int) -> list[Invoice] | None:
        return (await _load(info, "invoices", "customer"))[:first]

    @strawberry.field
    async def contact(self, info: Asked) -> Contact | None:
        return await _load(info, "contact", "contact")

    @strawberry.field
    async def account(self, info: Asked) -> Account | None:
        person = await _load(info, "contact", "contact")
        key = person["properties"]["associatedcompanyid"]
        return await info.context.load["account"].load(key)

    @strawberry.field
    async def tickets(self, info: Asked, first: int) -> list[Ticket] | None:
        user = await _load(info, "user", "user")
        return await info.context.load["ticket"].load_many(user["ticket_ids"][:first])

    @strawberry.field
    async def conversations(self, info: Asked, first: int) -> list[Conversation] | None:
        return (await _load(info, "conversations", "user"))[:first]

    @strawberry.field
    async def usage(self, info: Asked) -> Usage | None:
        return await _load(info, "usage", "external")

    @strawberry.field
    async def seats(self, info: Asked) -> Seats | None:
        return await _load(info, "seats", "external")

    @strawberry.field
    async def features(self, info: Asked, first: int) -> list[Feature] | None:
        return (await _load(info, "features", "external"))[:first]

    @strawberry.field
    async def incidents(self, info: Asked, first: int) -> list[Incident] | None:
        return (await _load(info, "incidents", "external"))[:first]


async def _load(info: Asked, loader: str, kind: str) -> Any:
    return await info.context.load[loader].load(info.context.ids[kind])


schema = strawberry.Schema(
    Query, config=StrawberryConfig(auto_camel_case=False, default_resolver=getitem)
)

Execute = Callable[[str, Context], Awaitable[Json | None]]
"""A card's key -> its data; None: there were errors."""


async def answer_cards(ask: Sources, email: str, keys: list[str], execute: Execute) -> list[Json]:
    """Every card by its operation, side by side."""
    context = Context(ask, email)

    async def card(key: str) -> Json:
        data = await execute(key, context)
        if data is None:
            return failed(key)
        return {"key": key, "timeToLiveSeconds": TTL, "components": CARDS[key](data)}

    return list(await asyncio.gather(*map(card, keys)))
