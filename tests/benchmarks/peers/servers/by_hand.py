"""The best by hand in Python: bare ASGI, aiohttp, orjson, one gather over chains of calls."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import orjson

from tests.benchmarks.peers.servers import calls
from tests.benchmarks.peers.servers.asgi import Answer, serve_answers
from tests.benchmarks.peers.servers.calls import FIRST, NEEDS, Ids, setting
from tests.benchmarks.peers.servers.cards import CARDS, TTL, Json, failed
from tests.benchmarks.peers.servers.sources import Sources

SETTING = setting()

OF_CONTACT = frozenset(("contact", "contact_owner", "account", "account_owner"))


async def subscription(ask: Sources, c: Json, ids: Ids, *, with_plan: bool) -> None:
    found = await ask.get("billing", f"/v1/subscriptions?customer={ids['customer']}")
    record = c["subscription"] = found["data"][0]
    if with_plan:
        plans = await ask.get("billing", f"/v1/plans?id={record['plan']}")
        record["plan"] = plans["data"][0]


async def invoices(ask: Sources, c: Json, ids: Ids) -> None:
    query = f"customer={ids['customer']}&per_customer={FIRST['invoices']}"
    c["invoices"] = (await ask.get("billing", f"/v1/invoices?{query}"))["data"]


async def contact(ask: Sources, c: Json, ids: Ids, needs: set[str]) -> None:
    [record] = await ask.batch("contacts", [ids["contact"]])
    c["contact"] = record
    properties = record["properties"]
    own = "contact_owner" in needs
    of_account = needs & {"account", "account_owner"}
    if own and of_account:
        await asyncio.gather(
            owner(ask, record), account(ask, c, properties["associatedcompanyid"], needs)
        )
    elif own:
        await owner(ask, record)
    elif of_account:
        await account(ask, c, properties["associatedcompanyid"], needs)


async def owner(ask: Sources, record: Json) -> None:
    [record["owner"]] = await ask.batch("owners", [record["properties"]["owner_id"]])


async def account(ask: Sources, c: Json, company: str, needs: set[str]) -> None:
    [record] = await ask.batch("companies", [company])
    c["account"] = record
    if "account_owner" not in needs:
        return
    known = c["contact"]
    same = known["properties"]["owner_id"] == record["properties"]["owner_id"]
    if same and "owner" in known:
        record["owner"] = known["owner"]
    else:
        await owner(ask, record)


async def tickets(ask: Sources, c: Json, ids: Ids) -> None:
    users = await ask.get("helpdesk", f"/api/v2/users/show_many?ids={ids['user']}")
    wanted = users["users"][0]["ticket_ids"][: FIRST["tickets"]]
    found = await ask.get("helpdesk", f"/api/v2/tickets/show_many?ids={','.join(wanted)}")
    c["tickets"] = found["tickets"]


async def conversations(ask: Sources, c: Json, ids: Ids) -> None:
    query = f"user_ids={ids['user']}&per_user={FIRST['conversations']}"
    found = await ask.get("helpdesk", f"/api/v2/conversations?{query}")
    c["conversations"] = found["conversations"]


async def usage(ask: Sources, c: Json, ids: Ids) -> None:
    c["usage"] = (await ask.query(calls.USAGE, [ids["external"]]))["users"][0]["usage"]


async def seats(ask: Sources, c: Json, ids: Ids) -> None:
    c["seats"] = (await ask.query(calls.SEATS, [ids["external"]]))["users"][0]["seats"]


async def features(ask: Sources, c: Json, ids: Ids) -> None:
    found = await ask.query(calls.FEATURES, [ids["external"]], FIRST["features"])
    c["features"] = found["featureFlags"]


async def incidents(ask: Sources, c: Json, ids: Ids) -> None:
    found = await ask.query(calls.INCIDENTS, [ids["external"]], FIRST["incidents"])
    c["incidents"] = found["incidents"]


LISTS = {
    "invoices": invoices,
    "tickets": tickets,
    "conversations": conversations,
    "usage": usage,
    "seats": seats,
    "features": features,
    "incidents": incidents,
}


async def collect(ask: Sources, email: str, keys: list[str]) -> Json:
    """All that the cards need; what a source did not give is absent."""
    ids, c = SETTING.links[email], {"email": email}
    needs = {need for key in keys for need in NEEDS[key]}
    jobs: list[Coroutine[Any, Any, None]] = [
        find(ask, c, ids) for name, find in LISTS.items() if name in needs
    ]
    if needs & {"subscription", "plan"}:
        jobs.append(subscription(ask, c, ids, with_plan="plan" in needs))
    if needs & OF_CONTACT:
        jobs.append(contact(ask, c, ids, needs))
    await asyncio.gather(*jobs, return_exceptions=True)
    return c


def draw(key: str, c: Json) -> Json:
    try:
        components = CARDS[key](c)
    except (KeyError, TypeError):
        return failed(key)
    return {"key": key, "timeToLiveSeconds": TTL, "components": components}


def make() -> Answer:
    ask = Sources(SETTING)

    async def answer(signature: str, body: bytes) -> bytes:
        if not SETTING.proven(signature, body):
            return b'{"error": "the signature is wrong"}'
        asked = orjson.loads(body)
        keys = asked["cardKeys"]
        c = await collect(ask, asked["customer"]["email"], keys)
        return orjson.dumps({"cards": [draw(key, c) for key in keys]})

    return answer


if __name__ == "__main__":
    serve_answers(make, SETTING.port)
