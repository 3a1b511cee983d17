"""The steps, in their order; each has a `by hand` beside it in its group."""

import asyncio
import hashlib
import hmac
import json
import tempfile
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from aggregator.demo.company import DemoCompany
from aggregator.demo.records import billing, crm, helpdesk, product
from aggregator.domain.card import Outcome
from aggregator.domain.deadline import Deadline
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.signature import sign
from aggregator.pipeline.answer import Workspace
from aggregator.pipeline.execute import Executed, execute
from aggregator.pipeline.plan import RequestPlan, plan
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import respond
from aggregator.pipeline.verify import verify
from aggregator.telemetry.trace import Trace
from aggregator.upstream.transport import AiohttpTransport
from tests.benchmarks.peers.servers.cards import CARDS, Json
from tests.support.any_source import with_transport
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import NOW, SECRET, UNHURRIED, running_product

WHO = "alex@grocery.co"
BODY = json.dumps({"cardKeys": KEYS, "customer": {"email": WHO}}).encode()
HEADERS = {"plain-request-signature": sign(SECRET, BODY)}


Asked = tuple[str, str, bytes]
"""Source, URL and body."""


@dataclass(frozen=True)
class Bench:
    """A running service, what it comes to step by step, and the same person's records."""

    runner: asyncio.Runner
    workspace: Workspace
    replies: tuple[bytes, ...]
    request: CardRequest
    planned: RequestPlan
    executed: Executed
    outcomes: Mapping[str, Outcome]
    records: Json

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)


class Kept(httpx.AsyncBaseTransport):
    """A source's answers, each asked for once and kept."""

    def __init__(self, source: str, kept: dict[Asked, bytes]) -> None:
        self._source = source
        self._kept = kept
        self._inner = AiohttpTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = (self._source, str(request.url), request.content)
        if asked not in self._kept:
            response = await self._inner.handle_async_request(request)
            self._kept[asked] = await response.aread()
            await response.aclose()
        return httpx.Response(200, content=self._kept[asked])

    async def aclose(self) -> None:
        await self._inner.aclose()


def planned_by(workspace: Workspace, request: CardRequest) -> RequestPlan:
    arrived = Deadline(0.0, lambda: 0.0)
    return plan(request, workspace.catalog, workspace.budget, arrived)


async def executed_by(workspace: Workspace, request: CardRequest, planned: RequestPlan) -> Executed:
    context = workspace.request_context(Trace("REF"), Deadline.after(60.0), planned.bounds)
    return await execute(planned, request, workspace.engine, context, workspace.merge)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoCompany(latency=0.0, customers=60) as company,
        asyncio.Runner() as runner,
    ):
        home = Path(folder)
        write_catalog(home / "cards")
        opened = running_product(company, home, home / "cards", limits=UNHURRIED)
        service = runner.run(opened.__aenter__()).service
        kept: dict[Asked, bytes] = {}
        snapshot = with_transport(service.snapshot, lambda name: Kept(name, kept))
        workspace = snapshot.workspace
        request = verify(HEADERS, BODY, workspace.trust, NOW.timestamp())
        planned = planned_by(workspace, request)
        executed = runner.run(executed_by(workspace, request, planned))
        cards = {each.card.key: each.card for each in planned.cards}
        outcomes = render(cards, executed, workspace.context(NOW))
        yield Bench(
            runner,
            workspace,
            tuple(kept.values()),
            request,
            planned,
            executed,
            outcomes,
            records_of(company),
        )
        for source in snapshot.sources.values():
            runner.run(source.close())
        runner.run(opened.__aexit__(None, None, None))


def records_of(company: DemoCompany) -> Json:
    """The person's records, put together as one does by hand."""
    data = company.data
    person = next(each for each in data.customers if each.email == WHO)
    subscription = billing.subscription(data, person)
    contact, account = crm.contact(data, person), crm.company(data, person.account)
    assert subscription is not None
    assert contact is not None
    tickets = helpdesk.user(data, person)["ticket_ids"]
    return {
        "email": WHO,
        "subscription": {**subscription, "plan": billing.PLANS[subscription["plan"]]},
        "invoices": billing.invoices(data, person),
        "contact": {**contact, "owner": crm.owner(contact["properties"]["owner_id"])},
        "account": {**account, "owner": crm.owner(account["properties"]["owner_id"])},
        "tickets": [helpdesk.ticket(data, each) for each in tickets],
        "conversations": helpdesk.conversations(data, person),
        "usage": product.usage(data, person),
        "seats": product.seats(data, person),
        "features": product.feature_flags(data, person),
        "incidents": product.incidents(data, person),
    }


@pytest.mark.benchmark(group="verify")
def test_verify(bench: Bench, benchmark: BenchmarkFixture) -> None:
    trust, now = bench.workspace.trust, NOW.timestamp()
    assert benchmark(verify, HEADERS, BODY, trust, now) == bench.request


@pytest.mark.benchmark(group="verify")
def test_verify_by_hand(benchmark: BenchmarkFixture) -> None:
    def by_hand() -> Any:
        expected = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(expected, HEADERS["plain-request-signature"])
        return orjson.loads(BODY)

    assert benchmark(by_hand)["cardKeys"] == list(KEYS)


@pytest.mark.benchmark(group="plan")
def test_plan(bench: Bench, benchmark: BenchmarkFixture) -> None:
    planned = benchmark(planned_by, bench.workspace, bench.request)
    assert len(planned.cards) == len(KEYS)


@pytest.mark.benchmark(group="plan")
def test_plan_by_hand(bench: Bench, benchmark: BenchmarkFixture) -> None:
    cards = bench.workspace.catalog.cards
    assert len(benchmark(lambda: [cards[key] for key in bench.request.card_keys])) == len(KEYS)


@pytest.mark.benchmark(group="fetch, and each card's data")
def test_fetch(bench: Bench, benchmark: BenchmarkFixture) -> None:
    executed = benchmark(
        lambda: bench.wait(executed_by(bench.workspace, bench.request, bench.planned))
    )
    assert executed == bench.executed


@pytest.mark.benchmark(group="fetch, and each card's data")
def test_fetch_by_hand(bench: Bench, benchmark: BenchmarkFixture) -> None:
    async def decoded(reply: bytes) -> Any:
        return orjson.loads(reply)

    async def by_hand() -> Any:
        return await asyncio.gather(*map(decoded, bench.replies))

    assert len(benchmark(lambda: bench.wait(by_hand()))) == len(bench.replies)


@pytest.mark.benchmark(group="map six invoices")
def test_map(bench: Bench, benchmark: BenchmarkFixture) -> None:
    [[provider]] = bench.workspace.providers["Customer.invoices"]
    records = bench.records["invoices"]

    def mapped() -> Any:
        read: Any = provider.read(records)
        return [(it.number, it.status, it.issued_at, it.total) for it in read]

    assert len(benchmark(mapped)) == len(records)


@pytest.mark.benchmark(group="map six invoices")
def test_map_by_hand(bench: Bench, benchmark: BenchmarkFixture) -> None:
    def by_hand() -> Any:
        return [
            (it["number"], it["status"].upper(), it["created"], (it["total"], it["currency"]))
            for it in bench.records["invoices"]
        ]

    assert len(benchmark(by_hand)) == len(bench.records["invoices"])


@pytest.mark.benchmark(group="render")
def test_render(bench: Bench, benchmark: BenchmarkFixture) -> None:
    cards = {each.card.key: each.card for each in bench.planned.cards}
    context = bench.workspace.context(NOW)
    assert benchmark(render, cards, bench.executed, context) == bench.outcomes


@pytest.mark.benchmark(group="render")
def test_render_by_hand(bench: Bench, benchmark: BenchmarkFixture) -> None:
    drawn = benchmark(lambda: {key: CARDS[key](bench.records) for key in KEYS})
    assert drawn == {key: shown.components for key, shown in bench.outcomes.items()}  # type: ignore[union-attr]  # all are shown


@pytest.mark.benchmark(group="respond")
def test_respond(bench: Bench, benchmark: BenchmarkFixture) -> None:
    told = bench.workspace.told("REF")
    cards = {each.card.key: each.card for each in bench.planned.cards}
    context = bench.workspace.context(NOW)

    def fresh() -> tuple[Any, dict[str, Any]]:
        # Rendered anew: what was made of components keeps its JSON.
        return (bench.request, render(cards, bench.executed, context), told), {}

    body = benchmark.pedantic(respond, setup=fresh, rounds=300)  # type: ignore[no-untyped-call]
    assert len(orjson.loads(body)["cards"]) == len(KEYS)


@pytest.mark.benchmark(group="respond")
def test_respond_by_hand(bench: Bench, benchmark: BenchmarkFixture) -> None:
    drawn = {key: CARDS[key](bench.records) for key in KEYS}

    def by_hand() -> bytes:
        cards = [
            {"key": key, "timeToLiveSeconds": 60, "components": components}
            for key, components in drawn.items()
        ]
        return orjson.dumps({"cards": cards})

    body = benchmark.pedantic(by_hand, rounds=300)  # type: ignore[no-untyped-call]
    assert orjson.loads(body)["cards"]
