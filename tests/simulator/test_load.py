import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from aggregator.domain.customer import CustomerIds
from aggregator.simulator.clock import VirtualClock
from aggregator.simulator.configs import PlainWorkspace
from aggregator.simulator.load import (
    AGENTS_MAX,
    Load,
    LoadPlan,
    LoadRefused,
    Tally,
    percentiles,
)
from aggregator.simulator.visit import Visit
from tests.support.local_plain import Server, all_of, answer, asked, card, entry

URL = "http://127.0.0.1:8484/cards"
WORKSPACE = PlainWorkspace((card("plan", url=URL), card("usage", url=URL)))
ALEX = [Visit(CustomerIds(plain_id="c_alex"))]
MANY = [Visit(CustomerIds(plain_id=f"c_{number}")) for number in range(1_000)]

Answering = Callable[[httpx.Request], Any]


async def run(plan: LoadPlan, server: Answering | None = None) -> Tally:
    transport = httpx.MockTransport(server or Server())
    return await Load(WORKSPACE, plan, clock=VirtualClock(), transport=transport).run()


def taking(seconds: float, clock: VirtualClock) -> Answering:
    """A server that takes its time."""

    async def serve(request: httpx.Request) -> httpx.Response:
        await clock.sleep(seconds)
        return all_of(request)

    return serve


async def test_customers_are_opened_at_the_rate_and_no_longer_than_told() -> None:
    server = Server()
    tally = await run(LoadPlan(MANY, agents=50, rate=10, seconds=6), server)
    assert tally.openings == 60
    assert tally.requests == len(server.requests)
    assert tally.requests + tally.from_cache == 60
    assert tally.seconds == pytest.approx(5.9)
    assert tally.seen == {"loaded": 120}
    assert tally.whole == 60


async def test_the_same_seed_opens_the_same_customers() -> None:
    async def customers(seed: int) -> list[bytes]:
        server = Server()
        await run(LoadPlan(MANY, rate=10, seconds=2, seed=seed), server)
        return [it.content for it in server.requests]

    assert await customers(1) == await customers(1) != await customers(2)


async def test_a_customer_in_the_cache_costs_no_request_and_no_wait() -> None:
    tally = await run(LoadPlan(ALEX, rate=2, seconds=10))
    assert (tally.openings, tally.requests, tally.from_cache) == (20, 1, 19)
    assert (tally.cards, tally.cached_cards, len(tally.waits)) == (40, 38, 1)


async def test_who_is_busy_opens_nobody_else_and_that_is_counted() -> None:
    clock = VirtualClock()
    load = Load(
        WORKSPACE,
        LoadPlan(MANY, agents=2, rate=10, seconds=1),
        clock=clock,
        transport=httpx.MockTransport(taking(0.5, clock)),
    )
    tally = await load.run()
    assert (tally.openings, tally.no_agent) == (4, 6)
    assert percentiles(tally.waits)["p50"] == 500


async def test_without_a_rate_each_agent_opens_the_next_when_the_cards_are_there() -> None:
    clock = VirtualClock()
    load = Load(
        WORKSPACE,
        LoadPlan(MANY, agents=3, rate=None, seconds=2),
        clock=clock,
        transport=httpx.MockTransport(taking(0.5, clock)),
    )
    tally = await load.run()
    assert tally.openings == 12
    assert tally.no_agent == 0


async def test_it_ends_after_the_openings_that_were_allowed() -> None:
    for rate in (None, 100):
        tally = await run(LoadPlan(MANY, rate=rate, seconds=60, openings=7))
        assert tally.openings == 7


async def test_refusals_are_retried_as_plain_does_and_counted_with_their_retry_after() -> None:
    def refuse(after: dict[str, str]) -> httpx.Response:
        return httpx.Response(503, headers=after)

    server = Server(refuse({"Retry-After": "1"}), refuse({}), refuse({"Retry-After": "1"}))
    tally = await run(LoadPlan(MANY, agents=1, rate=None, seconds=60, openings=2), server)
    assert (tally.requests, tally.retries) == (2, 2)
    assert tally.answers == {"503": 3, "200": 1}
    assert (tally.refused, tally.refused_without_after) == (3, 1)
    assert tally.seen == {"StatusCode (statusCode 503)": 2, "loaded": 2}
    assert tally.whole == 1
    assert max(tally.waits) == 1_000


async def test_errors_are_counted_by_plains_names() -> None:
    server = Server(
        httpx.ConnectError("the connection was refused"),
        httpx.ConnectError("the connection was refused"),
        answer(entry("usage")),
    )
    tally = await run(LoadPlan(MANY, agents=1, rate=None, seconds=60, openings=2), server)
    assert tally.seen == {"Request (errorCode ECONNREFUSED)": 2, "MissingCard": 1, "loaded": 1}
    assert tally.answers == {"Request (errorCode ECONNREFUSED)": 2, "200": 1}


async def test_hidden_and_stale_cards_are_told_apart() -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        text = {"componentText": {"text": "As of 14:02. Billing did not answer"}}
        row = {"componentRow": {"rowMainContent": [text], "rowAsideContent": []}}
        return answer(
            {"key": "plan", "components": None},
            {"key": "usage", "components": [{"componentContainer": {"containerContent": [row]}}]},
        )

    tally = await run(LoadPlan(ALEX, rate=1, seconds=1), serve)
    assert tally.seen == {"hidden": 1, "loaded": 1}
    assert tally.stale == 1


async def test_breaking_it_off_leaves_a_report_and_nothing_running() -> None:
    begun = asyncio.Event()

    async def never(request: httpx.Request) -> httpx.Response:
        if len(asked(request)) == 2:
            begun.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    plan = LoadPlan(MANY, agents=2, rate=1_000, seconds=60)
    load = Load(WORKSPACE, plan, transport=httpx.MockTransport(never))
    running = asyncio.create_task(load.run())
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert load.tally.openings == 0
    assert 1 <= load.tally.broken_off <= 2
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"agents": AGENTS_MAX + 1}, "agents must be above 0 and at most 1000"),
        ({"agents": 0}, "agents must be above 0"),
        ({"rate": 1e9}, "rate must be above 0 and at most 2000"),
        ({"rate": 0}, "rate must be above 0"),
        ({"seconds": 1e6}, "seconds must be above 0 and at most 3600"),
        ({"openings": 10**9}, "openings must be above 0 and at most 200000"),
        ({"customers": []}, "No customer is named"),
    ],
)
def test_a_load_without_bounds_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(LoadRefused, match=said):
        Load(WORKSPACE, LoadPlan(**{"customers": ALEX, **more}))


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:1/cards", True),
        ("http://127.8.8.8/cards", True),
        ("http://[::1]:8484/cards", True),
        ("http://localhost/cards", True),
        ("https://cards.example/cards", False),
        ("http://10.0.0.1/cards", False),
        ("http://127.0.0.1.example.com/cards", False),
    ],
)
async def test_only_this_machine_is_loaded_unless_told(url: str, own: bool) -> None:
    workspace = PlainWorkspace((card("plan", url=url),))
    if not own:
        with pytest.raises(LoadRefused, match="is not this machine"):
            Load(workspace, LoadPlan(ALEX))
    plan = LoadPlan(ALEX, rate=1, seconds=1, anywhere=not own)
    transport = httpx.MockTransport(Server())
    tally = await Load(workspace, plan, clock=VirtualClock(), transport=transport).run()
    assert tally.openings == 1


def test_percentiles_are_of_what_was_measured() -> None:
    assert percentiles([]) == {"p50": None, "p95": None, "p99": None, "max": None}
    hundred = [float(it) for it in range(100, 0, -1)]
    assert percentiles(hundred) == {"p50": 50, "p95": 95, "p99": 99, "max": 100}
    assert percentiles([7.04]) == {"p50": 7.0, "p95": 7.0, "p99": 7.0, "max": 7.0}


async def test_the_report_for_programs_holds_every_count() -> None:
    told = (await run(LoadPlan(ALEX, rate=2, seconds=2))).as_json()
    assert told["openings"] == {
        "made": 4,
        "wholeFromCache": 3,
        "everyCardLoaded": 4,
        "noAgentFree": 0,
        "brokenOff": 0,
    }
    assert told["cards"] == {"seen": 8, "fromCache": 6, "stale": 0, "byState": {"loaded": 8}}
    assert isinstance(told["requests"], dict)
    assert Counter(told["requests"]["answers"]) == {"200": 1}
