import asyncio
from datetime import timedelta

import httpx
import orjson
import pytest

from aggregator.domain.plain.request import parse
from aggregator.domain.plain.signature import matches
from aggregator.simulator.clock import EPOCH, VirtualClock
from aggregator.simulator.instances import (
    CardTooBig,
    Loading,
    MissingCard,
    Request,
    ResponseBody,
    StatusCode,
    Timeout,
    Unknown,
)
from aggregator.simulator.plain import LocalPlain, NoSuchCard
from aggregator.simulator.send import Exchange
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import (
    ALEX,
    ALEX_IN_THREAD,
    DANA,
    SECRET,
    Server,
    all_of,
    answer,
    asked,
    card,
    entry,
    errored,
    loaded,
    local_plain,
    words,
)

BUSY = httpx.Response(503)


def seconds(plain: LocalPlain) -> float:
    """How long it has been for Plain since the test began."""
    return (plain.clock.now() - EPOCH).total_seconds()


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
    assert read.customer == ALEX.customer
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


async def test_opening_shows_loading_until_the_answer_is_there() -> None:
    async with local_plain(Server(answer(entry("plan"), entry("usage")))) as plain:
        assert plain.look(ALEX) == ()
        first = plain.begin(ALEX)
        assert [type(it) for it in first] == [Loading, Loading]
        second = await plain.settled(ALEX)
        assert [it.id for it in first] == [it.id for it in second]  # one id a load
        assert words(second) == ["hello", "hello"]


async def test_a_card_is_cached_for_its_own_ttl_else_its_configs_default() -> None:
    clock = VirtualClock()
    server = Server(
        answer({"key": "plan", "timeToLiveSeconds": None, "components": []}, entry("usage", ttl=60))
    )
    cards = (card("plan", default_ttl=3600), card("usage", default_ttl=3600))
    async with local_plain(server, *cards, clock=clock) as plain:
        plan, usage = map(loaded, await plain.open(ALEX))
        assert plan.expires_at == EPOCH + timedelta(hours=1)
        assert usage.expires_at == EPOCH + timedelta(minutes=1)
        await clock.advance(59.9)
        await plain.open(ALEX)
        assert len(server.requests) == 1
        await clock.advance(0.1)
        await plain.open(ALEX)
        assert server.asked == [["plan", "usage"], ["usage"]]
        await clock.advance(3540)
        await plain.open(ALEX)
        assert server.asked[2:] == [["plan"]]


async def test_null_and_no_components_hide_a_card_and_are_cached_like_any_other() -> None:
    server = Server(answer({"key": "plan", "components": None}, {"key": "usage", "components": []}))
    async with local_plain(server) as plain:
        assert [loaded(it).hidden for it in await plain.open(ALEX)] == [True, True]
        await plain.open(ALEX)
    assert len(server.requests) == 1


async def test_a_changed_default_applies_to_newly_loaded_cards_only() -> None:
    clock = VirtualClock()
    server = Server()
    async with local_plain(server, card("plan", default_ttl=3600), clock=clock) as plain:
        await plain.open(ALEX)
        plain.workspace = local_plain(server, card("plan", default_ttl=15)).workspace
        await clock.advance(3599)
        await plain.open(ALEX)
        assert len(server.requests) == 1
        await clock.advance(1)
        (again,) = await plain.open(ALEX)
    assert loaded(again).expires_at == plain.clock.now() + timedelta(seconds=15)


@pytest.mark.parametrize("status", [500, 502, 503, 599, 429])
async def test_5xx_and_429_are_retried_once_after_a_second_with_the_same_bytes(
    status: int,
) -> None:
    server = Server(httpx.Response(status))
    async with local_plain(server) as plain:
        shown = await plain.open(ALEX)
        assert seconds(plain) == 1
    assert words(shown) == ["hello", "hello"]
    assert loaded(shown[0]).carrier.attempts == 2
    first, second = server.requests
    assert (first.content, first.headers) == (second.content, second.headers)


async def test_a_second_failure_is_shown_and_not_cached() -> None:
    server = Server(httpx.Response(500), httpx.Response(502, text="bad gateway"))
    async with local_plain(server) as plain:
        for it in map(errored, await plain.open(ALEX)):
            assert it.detail == StatusCode(502, "bad gateway")
            assert it.cached_until is None
            assert (it.carrier.attempts, it.carrier.status) == (2, 502)
        assert len(server.requests) == 2
        assert words(await plain.open(ALEX)) == ["hello", "hello"]
    assert len(server.requests) == 3


async def test_each_attempt_has_fifteen_seconds() -> None:
    server = Server(None, None)
    async with local_plain(server) as plain:
        shown = await plain.open(ALEX)
        assert [errored(it).detail for it in shown] == [Timeout(15), Timeout(15)]
        assert errored(shown[0]).cached_until is None
        assert seconds(plain) == 31
        assert errored(shown[0]).carrier.milliseconds == 31_000
    assert len(server.requests) == 2


async def test_an_answer_that_never_ends_is_a_timeout() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]  # httpx's own shape
            yield b'{"cards":'
            await asyncio.Event().wait()

    server = Server(httpx.Response(200, stream=Endless()))
    async with local_plain(server) as plain:
        shown = await plain.open(ALEX)
        assert words(shown) == ["hello", "hello"]
        assert seconds(plain) == 16


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectError("the connection was refused"), "ECONNREFUSED"),
        (httpx.ReadError("the connection was reset"), "ECONNRESET"),
        (httpx.RemoteProtocolError("its answer is not HTTP"), "HPE_INVALID"),
    ],
)
async def test_a_request_that_fails_is_retried_and_named(error: Exception, code: str) -> None:
    server = Server(error, error)
    async with local_plain(server) as plain:
        (shown, _) = await plain.open(ALEX)
        detail = errored(shown).detail
        assert isinstance(detail, Request)
        assert detail.errorCode == code
        assert errored(shown).cached_until is None
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 499])
async def test_other_4xx_are_not_retried_and_cached_for_five_minutes(status: int) -> None:
    clock = VirtualClock()
    server = Server(httpx.Response(status))
    async with local_plain(server, clock=clock) as plain:
        first = errored((await plain.open(ALEX))[0])
        assert first.detail == StatusCode(status, "")
        assert first.cached_until == EPOCH + timedelta(minutes=5)
        await clock.advance(299)
        assert words(await plain.open(ALEX)) == ["StatusCode", "StatusCode"]
        assert len(server.requests) == 1
        await clock.advance(1)
        assert words(await plain.open(ALEX)) == ["hello", "hello"]
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [201, 204, 302, 304])
@pytest.mark.parametrize(
    ("reading", "requests", "cached"),
    [("integration", 1, True), ("retriable", 2, False), ("uncached", 1, False)],
)
async def test_statuses_that_plain_does_not_classify_are_a_setting(
    status: int, reading: str, requests: int, cached: bool
) -> None:
    server = Server(*[httpx.Response(status, headers={"Location": "/else"})] * 2)
    rules = Unpublished(other_statuses=reading)  # type: ignore[arg-type]  # parametrized
    async with local_plain(server, rules=rules) as plain:
        it = errored((await plain.open(ALEX))[0])
        assert it.detail == StatusCode(status, "")
        assert (it.cached_until is not None) is cached
    assert len(server.requests) == requests


async def test_a_missing_key_fails_that_card_alone_and_is_cached() -> None:
    clock = VirtualClock()
    server = Server(answer(entry("usage", ttl=60), entry("not-asked")))
    async with local_plain(server, clock=clock) as plain:
        plan, usage = await plain.open(ALEX)
        assert errored(plan).detail == MissingCard("plan")
        assert errored(plan).cached_until == EPOCH + timedelta(minutes=5)
        assert not loaded(usage).hidden
        await clock.advance(299)
        await plain.open(ALEX)
    assert server.asked == [["plan", "usage"], ["usage"]]


async def test_a_body_off_the_schema_fails_the_whole_request_and_is_cached() -> None:
    clock = VirtualClock()
    broken = {"key": "usage", "components": [{"componentBadge": {"badgeLabel": 7}}]}
    server = Server(answer(entry("plan"), broken))
    async with local_plain(server, clock=clock) as plain:
        for it in map(errored, await plain.open(ALEX)):
            assert isinstance(it.detail, ResponseBody)
            assert it.detail.rule == "cards[1].components[0].componentBadge.badgeLabel must be text"
            assert it.cached_until == EPOCH + timedelta(minutes=5)
        await clock.advance(300)
        assert words(await plain.open(ALEX)) == ["hello", "hello"]


async def test_a_card_too_big_fails_alone() -> None:
    server = Server(answer(entry("plan", "x" * 1000), entry("usage")))
    async with local_plain(server, rules=Unpublished(max_card_bytes=500)) as plain:
        plan, usage = await plain.open(ALEX)
    detail = errored(plan).detail
    assert isinstance(detail, CardTooBig)
    assert (detail.cardKey, detail.maxSizeBytes) == ("plan", 500)
    assert detail.sizeBytes > 1000
    assert loaded(usage).size < 500


async def test_a_fault_of_the_simulators_own_is_unknown_and_nothing_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aggregator.simulator.plain.judge", lambda *_: 1 / 0)
    async with local_plain(Server()) as plain:
        assert [errored(it).detail for it in await plain.open(ALEX)] == [
            Unknown("ZeroDivisionError"),
            Unknown("ZeroDivisionError"),
        ]


async def test_reloading_asks_for_that_card_alone_whatever_the_cache_holds() -> None:
    server = Server(all_of, lambda request: answer(entry("usage", "newer")))
    async with local_plain(server) as plain:
        before = await plain.open(ALEX)
        again = await plain.reload(ALEX, "usage")
        assert words([again]) == ["newer"]
        assert again.id != before[1].id
        assert words(await plain.open(ALEX)) == ["hello", "newer"]
    assert server.asked == [["plan", "usage"], ["usage"]]


async def test_reloading_asks_again_though_an_integration_error_is_cached() -> None:
    server = Server(httpx.Response(401))
    async with local_plain(server) as plain:
        await plain.open(ALEX)
        assert words([await plain.reload(ALEX, "plan")]) == ["hello"]
        assert words(await plain.open(ALEX)) == ["hello", "StatusCode"]


async def test_a_reload_during_a_load_wins_over_the_older_answer() -> None:
    late = asyncio.Event()

    async def serve(request: httpx.Request) -> httpx.Response:
        if len(asked(request)) == 2:
            await late.wait()
            return answer(entry("plan", "old"), entry("usage", "old"))
        return answer(entry("plan", "new"))

    transport = httpx.MockTransport(serve)
    async with LocalPlain(local_plain(Server()).workspace, transport=transport) as plain:
        plain.begin(ALEX)
        await plain.reload(ALEX, "plan")
        late.set()
        assert words(await plain.settled(ALEX)) == ["new", "old"]


async def test_a_card_that_is_not_shown_cannot_be_reloaded() -> None:
    async with local_plain(Server(), card("plan"), card("off", is_enabled=False)) as plain:
        with pytest.raises(NoSuchCard, match=r'No card "off" is shown\. Fix: one of plan\.'):
            await plain.reload(ALEX, "off")


async def test_who_opens_a_customer_while_it_loads_waits_for_that_load() -> None:
    server = Server()
    async with local_plain(server) as plain:
        one, two = await asyncio.gather(plain.open(ALEX), plain.open(ALEX))
        assert one == two
    assert len(server.requests) == 1
    apart = Server()
    async with local_plain(apart, rules=Unpublished(join_loads=False)) as plain:
        await asyncio.gather(plain.open(ALEX), plain.open(ALEX))
    assert len(apart.requests) == 2


async def test_the_cache_is_each_customers_own_and_threads_share_it_unless_set() -> None:
    server = Server()
    async with local_plain(server) as plain:
        await plain.open(ALEX)
        await plain.open(DANA)
        await plain.open(ALEX_IN_THREAD)
    assert len(server.requests) == 2
    for rules in (Unpublished(cache_per_thread=True), Unpublished(cache_per_tenant=True)):
        server = Server()
        async with local_plain(server, rules=rules) as plain:
            await plain.open(ALEX)
            await plain.open(ALEX_IN_THREAD)
            await plain.open(ALEX_IN_THREAD)
        assert len(server.requests) == 2


async def test_giving_up_waiting_leaves_the_load_to_the_others() -> None:
    server = Server(None)
    async with local_plain(server) as plain:
        impatient = asyncio.create_task(plain.open(ALEX))
        await asyncio.sleep(0)
        impatient.cancel()
        assert words(await plain.open(ALEX)) == ["hello", "hello"]
        assert seconds(plain) == 16


async def test_closing_breaks_off_what_is_under_way() -> None:
    server = Server(None)
    plain = local_plain(server)
    plain.begin(ALEX)
    await asyncio.sleep(0)
    await plain.close()
    assert [type(it) for it in plain.look(ALEX)] == [Loading, Loading]
    assert not [task for task in asyncio.all_tasks() if "_carry_out" in repr(task)]


async def test_every_attempt_is_heard_of() -> None:
    heard: list[Exchange] = []
    workspace = local_plain(Server()).workspace
    server = Server(BUSY, None)
    plain = LocalPlain(
        workspace,
        clock=VirtualClock(),
        transport=httpx.MockTransport(server),
        on_exchange=heard.append,
    )
    async with plain:
        await plain.open(ALEX)
    assert [(it.request, it.attempt, it.status, it.failure) for it in heard] == [
        (1, 1, 503, None),
        (1, 2, None, Timeout(15)),
    ]
    assert [it.milliseconds for it in heard] == [0, 15_000]
