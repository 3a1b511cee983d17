import asyncio
from datetime import timedelta

import httpx
import pytest

from aggregator.simulator.clock import EPOCH, VirtualClock
from aggregator.simulator.instances import (
    CardTooBig,
    MissingCard,
    Request,
    ResponseBody,
    StatusCode,
    Timeout,
    Unknown,
)
from aggregator.simulator.plain import LocalPlain
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import (
    ALEX,
    Server,
    answer,
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
