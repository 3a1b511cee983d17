"""What public integrations do: FastAPI, pydantic, httpx, a coroutine a card, gather.

One thing is better than usual: what two cards need is asked once a request.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

from tests.benchmarks.peers.servers import calls
from tests.benchmarks.peers.servers.asgi import serve
from tests.benchmarks.peers.servers.calls import FIRST, HEADERS, NEEDS, Ids, setting
from tests.benchmarks.peers.servers.cards import CARDS, TTL, Json, failed
from tests.benchmarks.peers.servers.sources import SECONDS

SETTING = setting()


class Customer(BaseModel):
    email: str


class CardsRequest(BaseModel):
    cardKeys: list[str]  # noqa: N815 Plain's own name
    customer: Customer


CLIENTS = {
    name: httpx.AsyncClient(base_url=url, headers=HEADERS[name], timeout=SECONDS)
    for name, url in SETTING.urls.items()
}

Find = Callable[["Lookups"], Awaitable[Any]]


class Lookups:
    """One request's calls, each made once."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self._found: dict[str, asyncio.Task[Any]] = {}

    async def find(self, name: str) -> Any:
        return await self._once(name, lambda: FIND[name](self))

    async def owner(self, identity: str) -> Any:
        return await self._once(f"owner {identity}", lambda: _batch("owners", identity))

    async def _once(self, name: str, find: Callable[[], Awaitable[Any]]) -> Any:
        if name not in self._found:
            self._found[name] = asyncio.ensure_future(find())
        return await self._found[name]


async def _get(source: str, path: str, **params: Any) -> Any:
    response = await CLIENTS[source].get(path, params=params)
    response.raise_for_status()
    return response.json()


async def _batch(kind: str, identity: str) -> Any:
    path = f"/crm/v3/objects/{kind}/batch/read"
    response = await CLIENTS["crm"].post(path, json={"inputs": [{"id": identity}]})
    response.raise_for_status()
    return response.json()["results"][0]


async def _query(document: str, external: str, first: int | None = None) -> Any:
    variables = {"ids": [external], **({"first": first} if first else {})}
    response = await CLIENTS["product"].post(
        "/graphql", json={"query": document, "variables": variables}
    )
    response.raise_for_status()
    return response.json()["data"]


async def subscription(look: Lookups) -> Any:
    return (await _get("billing", "/v1/subscriptions", customer=look.ids["customer"]))["data"][0]


async def plan(look: Lookups) -> Any:
    found = await look.find("subscription")
    plans = await _get("billing", "/v1/plans", id=found["plan"])
    return {**found, "plan": plans["data"][0]}


async def invoices(look: Lookups) -> Any:
    found = await _get(
        "billing",
        "/v1/invoices",
        customer=look.ids["customer"],
        per_customer=FIRST["invoices"],
    )
    return found["data"]


async def contact(look: Lookups) -> Any:
    return await _batch("contacts", look.ids["contact"])


async def contact_owner(look: Lookups) -> Any:
    found = await look.find("contact")
    return {**found, "owner": await look.owner(found["properties"]["owner_id"])}


async def account(look: Lookups) -> Any:
    found = await look.find("contact")
    return await _batch("companies", found["properties"]["associatedcompanyid"])


async def account_owner(look: Lookups) -> Any:
    found = await look.find("account")
    return {**found, "owner": await look.owner(found["properties"]["owner_id"])}


async def tickets(look: Lookups) -> Any:
    users = await _get("helpdesk", "/api/v2/users/show_many", ids=look.ids["user"])
    wanted = users["users"][0]["ticket_ids"][: FIRST["tickets"]]
    found = await _get("helpdesk", "/api/v2/tickets/show_many", ids=",".join(wanted))
    return found["tickets"]


async def conversations(look: Lookups) -> Any:
    found = await _get(
        "helpdesk",
        "/api/v2/conversations",
        user_ids=look.ids["user"],
        per_user=FIRST["conversations"],
    )
    return found["conversations"]


async def usage(look: Lookups) -> Any:
    return (await _query(calls.USAGE, look.ids["external"]))["users"][0]["usage"]


async def seats(look: Lookups) -> Any:
    return (await _query(calls.SEATS, look.ids["external"]))["users"][0]["seats"]


async def features(look: Lookups) -> Any:
    found = await _query(calls.FEATURES, look.ids["external"], FIRST["features"])
    return found["featureFlags"]


async def incidents(look: Lookups) -> Any:
    found = await _query(calls.INCIDENTS, look.ids["external"], FIRST["incidents"])
    return found["incidents"]


FIND: dict[str, Find] = {
    "subscription": subscription,
    "plan": plan,
    "invoices": invoices,
    "contact": contact,
    "contact_owner": contact_owner,
    "account": account,
    "account_owner": account_owner,
    "tickets": tickets,
    "conversations": conversations,
    "usage": usage,
    "seats": seats,
    "features": features,
    "incidents": incidents,
}
KEPT_AS = {"plan": "subscription", "contact_owner": "contact", "account_owner": "account"}
"""Where a card finds what is not called by its own name."""


async def card(key: str, look: Lookups, email: str) -> Json:
    try:
        found = await asyncio.gather(*(look.find(name) for name in NEEDS[key]))
    except httpx.HTTPError:
        return failed(key)
    c = {KEPT_AS.get(name, name): value for name, value in zip(NEEDS[key], found, strict=True)}
    return {
        "key": key,
        "timeToLiveSeconds": TTL,
        "components": CARDS[key]({**c, "email": email}),
    }


app = FastAPI()


@app.post("/cards")
async def cards(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not SETTING.proven(request.headers.get("plain-request-signature", ""), raw):
        raise HTTPException(401)
    asked = CardsRequest.model_validate_json(raw)
    email = asked.customer.email
    look = Lookups(SETTING.links[email])
    return {"cards": await asyncio.gather(*(card(key, look, email) for key in asked.cardKeys))}


if __name__ == "__main__":
    serve(app, SETTING.port)
