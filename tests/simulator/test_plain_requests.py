import asyncio
from dataclasses import replace

import httpx
import orjson

from aggregator.domain.plain.request import parse
from aggregator.domain.plain.signature import matches
from aggregator.simulator.clock import VirtualClock
from aggregator.simulator.plain import LocalPlain
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import (
    ALEX,
    ALEX_IN_THREAD,
    SECRET,
    Server,
    all_of,
    card,
    local_plain,
    words,
)

BUSY = httpx.Response(503)


async def test_a_request_is_signed_and_says_what_plain_says() -> None:
    server = Server()
    cards = [card(key, headers=[("Authorization", "Bearer t")]) for key in ("plan", "usage")]
    async with local_plain(server, *cards) as plain:
        await plain.open(ALEX_IN_THREAD)
    (request,) = server.requests
    assert request.method == "POST"
    assert matches([SECRET], request.content, request.headers["Plain-Request-Signature"])
    expected = {
        "Authorization": "Bearer t",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "Plain/1.0 (plain.com; help@plain.com)",
        "Plain-Workspace-Id": "w_local",
    }
    assert {name: request.headers[name] for name in expected} == expected
    assert orjson.loads(request.content) == {
        "cardKeys": ["plan", "usage"],
        "customer": {"id": "c_alex", "externalId": "alex-1", "email": "alex@grocery.co"},
        "thread": {"id": "th_1", "externalId": "ticket-1"},
        "tenant": {"id": "te_1", "externalId": "org-1"},
        "timestamp": "2026-01-01T12:00:00.000Z",
    }
    read = parse(request.content, "w_local")
    tenant = {"tenant_id": "te_1", "tenant_external_id": "org-1"}
    assert read.customer == replace(ALEX.customer, **tenant)
    assert (read.thread, read.tenant) == (ALEX_IN_THREAD.thread, ALEX_IN_THREAD.tenant)


async def test_without_a_secret_nothing_is_signed_and_the_timestamp_is_a_setting() -> None:
    server = Server()
    rules = Unpublished(send_timestamp=False)
    async with local_plain(server, secret=None, rules=rules) as plain:
        await plain.open(ALEX)
    assert "Plain-Request-Signature" not in server.requests[0].headers
    assert set(orjson.loads(server.requests[0].content)) == {
        "cardKeys",
        "customer",
        "thread",
        "tenant",
    }


async def test_one_request_for_each_group_and_none_for_disabled_cards() -> None:
    server = Server()
    cards = [
        card("a", order=2),
        card("b", order=1),
        card("c", order=2, id="cc_0", headers=[("X", "1")]),
        card("d", order=0, is_enabled=False),
        card("e", order=9, url="https://other.example/"),
    ]
    async with local_plain(server, *cards) as plain:
        shown = await plain.open(ALEX)
    assert sorted(server.asked) == [["b", "a"], ["c"], ["e"]]
    assert [it.card.key for it in shown] == ["b", "c", "a", "e"]  # by order, ties by id


async def test_groups_are_asked_at_once() -> None:
    together = asyncio.Event()
    seen = 0

    async def meet(request: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        if seen == 2:
            together.set()
        await together.wait()
        return all_of(request)

    cards = (card("a"), card("b", url="https://other.example/"))
    plain = LocalPlain(
        local_plain(Server(), *cards).workspace,
        clock=VirtualClock(),
        transport=httpx.MockTransport(meet),
    )
    async with plain:
        assert words(await plain.open(ALEX)) == ["hello", "hello"]
    assert seen == 2
