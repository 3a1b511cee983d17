"""Asking again, giving up, and how many calls run at once: counted at the server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
import uvloop

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import LookupRequest
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.styles.body_ids import BodyIds
from tests.support.cancelling import PLAIN_CALLS, cancel_at_random
from tests.support.raw_server import (
    Conversation,
    RawServer,
    Script,
    closed_port,
    drip,
    reply,
    say_and_hang,
    say_and_hang_up,
    say_and_reset,
)
from tests.support.sources import (
    PEOPLE,
    SHORT,
    FakeClock,
    ask,
    batch,
    connector,
    mocked,
    source,
)

FOUND = reply(b'{"data": [{"id": "a", "name": "Ada"}]}')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
PASSING: dict[str, Script] = {
    "reset": say_and_reset(),
    "hangs up": say_and_hang_up(),
    "garbage": say_and_hang_up(b"220 smtp.example\r\n\r\n"),
    "cut body": say_and_hang_up(HEAD + b"abc"),
    "500": reply(b"oops", 500),
    "503": reply(b"", 503),
}
LASTING: dict[str, tuple[Script, type[SourceError]]] = {
    "429": (reply(b"", 429, {"Retry-After": "7"}), SourceRateLimited),
    "503 with a wait": (reply(b"", 503, {"Retry-After": "7"}), SourceRateLimited),
    "400": (reply(b"", 400), SourceMalformed),
    "404": (reply(b"", 404), SourceMalformed),
    "401": (reply(b"", 401), SourceRefused),
    "403": (reply(b"", 403), SourceRefused),
    "403 with a wait": (reply(b"", 403, {"Retry-After": "7"}), SourceRateLimited),
    "302": (reply(b"", 302, {"Location": "/"}), SourceMalformed),
    "nothing": (reply(b""), SourceMalformed),
    "too much": (reply(b'{"data": [' + b"{}," * 50_000 + b"{}]}"), SourceMalformed),
    "html": (reply(b"<html>", 200, {"Content-Type": "text/html"}), SourceMalformed),
    "garbage body": (reply(b'{"data": ['), SourceMalformed),
}


@pytest.mark.parametrize("fault", PASSING)
async def test_a_passing_failure_is_asked_again_once_and_forgiven(fault: str) -> None:
    async with RawServer(PASSING[fault], FOUND) as server:
        asked = source(server.url)
        assert await ask(asked) == {"a": [{"id": "a", "name": "Ada"}]}
        assert len(server.requests) == 2
        await asked.close()


@pytest.mark.parametrize("fault", PASSING)
async def test_a_passing_failure_that_stays_is_unavailable_after_two_calls(fault: str) -> None:
    async with RawServer(PASSING[fault]) as server:
        asked = source(server.url)
        with pytest.raises(SourceUnavailable):
            await ask(asked)
        assert len(server.requests) == 2
        await asked.close()


@pytest.mark.parametrize("fault", LASTING)
async def test_a_lasting_failure_is_asked_once(fault: str) -> None:
    script, kind = LASTING[fault]
    async with RawServer(script) as server:
        asked = source(server.url)
        with pytest.raises(SourceError) as caught:
            await ask(asked)
        assert (type(caught.value), len(server.requests)) == (kind, 1)
        await asked.close()


async def test_a_post_is_asked_again_too_for_every_lookup_only_reads() -> None:
    async with RawServer(say_and_hang_up(), FOUND) as server:
        lookup = replace(PEOPLE, request=LookupRequest("POST", "/find"), batch=BodyIds("ids", 100))
        asked = source(server.url, connector(lookup))
        await ask(asked)
        assert len(server.requests) == 2
        await asked.close()


async def test_a_source_that_hangs_is_a_timeout_after_two_calls() -> None:
    async with RawServer(say_and_hang()) as server:
        asked = source(server.url, limits=SHORT)
        with pytest.raises(SourceTimeout):
            await ask(asked)
        assert len(server.requests) == 2
        await asked.close()


async def test_an_attempt_bounds_the_body_too_however_steadily_its_bytes_come() -> None:
    async with RawServer(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")) as server:
        asked = source(server.url, limits=UpstreamLimits(attempt=0.1, retries=0))
        with pytest.raises(SourceTimeout):
            await ask(asked)
        await asked.close()


async def test_the_deadline_ends_a_call_before_the_attempt_does_and_no_second_one_is_sent() -> None:
    async with RawServer(say_and_hang(HEAD)) as server:
        asked = source(server.url)
        with pytest.raises(SourceTimeout):
            await ask(asked, seconds=0.1)
        assert len(server.requests) == 1
        await asked.close()


async def test_nothing_is_sent_after_the_deadline() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": []}))
    with pytest.raises(SourceTimeout, match="no time was left"):
        await ask(asked, seconds=0.0)
    assert sent == []
    await asked.close()


async def test_nothing_is_sent_late_in_a_request_even_before_its_deadline() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": []}), limits=UpstreamLimits())
    with pytest.raises(SourceTimeout, match="no time was left"):
        await ask(asked, into=batch(sent=8.0))
    assert sent == []
    await ask(asked, into=batch(sent=7.5))
    assert len(sent) == 1
    await asked.close()


async def test_without_time_for_a_second_try_the_first_failure_is_told() -> None:
    clock = FakeClock()
    sent = 0

    def handle(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        clock.now += 5
        return httpx.Response(500)

    asked = source("http://crm.example", transport=httpx.MockTransport(handle), clock=clock)
    with pytest.raises(SourceUnavailable, match="500"):
        await asked.records(PEOPLE, ["a"], 1, Deadline.after(4, clock), batch())
    assert sent == 1
    await asked.close()


async def test_a_refused_connection_is_unavailable_and_names_its_cause() -> None:
    asked = source(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(SourceUnavailable, match="the connection was refused"):
        await ask(asked)
    await asked.close()


async def test_no_more_calls_run_at_once_than_the_connector_allows() -> None:
    running = most = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(5):
            await asyncio.sleep(0)
        running -= 1
        return httpx.Response(200, json={"data": []})

    asked = source(
        "http://crm.example", connector(concurrency=3), transport=httpx.MockTransport(handle)
    )
    await asyncio.gather(*(ask(asked, str(number)) for number in range(20)))
    assert most == 3
    await asked.close()


async def test_waiting_for_a_place_counts_against_the_deadline() -> None:
    started = asyncio.Event()

    async def hang(conversation: Conversation) -> None:
        started.set()
        await asyncio.Event().wait()

    async with RawServer(hang) as server:
        asked = source(server.url, connector(concurrency=1))
        first = asyncio.ensure_future(ask(asked))
        await started.wait()
        with pytest.raises(SourceTimeout, match="all 1 of its calls at once were taken"):
            await ask(asked, seconds=0.05)
        assert len(server.requests) == 1
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await asked.close()


async def test_a_closed_source_fails_as_unavailable_and_may_be_closed_again() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": []}))
    await asked.close()
    await asked.close()
    with pytest.raises(SourceUnavailable, match="being disconnected"):
        await ask(asked)
    assert sent == []


@pytest.mark.parametrize(
    "new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
def test_calls_cancelled_at_random_take_no_place_and_no_connection_with_them(
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        seen = runner.run(cancel_at_random(rounds=40))
    assert 0 < seen.cancelled < seen.made  # else it proved nothing
    assert seen.answered == PLAIN_CALLS


async def test_closing_under_a_call_fails_it_as_unavailable() -> None:
    started = asyncio.Event()

    async def hang(conversation: Conversation) -> None:
        started.set()
        await asyncio.Event().wait()

    async with RawServer(hang) as server:
        asked = source(server.url)
        call = asyncio.ensure_future(ask(asked))
        await started.wait()
        await asked.close()
        with pytest.raises(SourceUnavailable):
            await call


async def test_a_place_that_comes_free_too_late_is_not_used() -> None:
    clock = FakeClock()
    started, gate = asyncio.Event(), asyncio.Event()
    sent = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        started.set()
        await gate.wait()
        return httpx.Response(200, json={"data": []})

    transport = httpx.MockTransport(handle)
    asked = source("http://crm.example", connector(concurrency=1), transport=transport, clock=clock)
    deadline = Deadline.after(30, clock)
    calls = [
        asyncio.ensure_future(asked.records(PEOPLE, [key], 1, deadline, batch()))
        for key in ("a", "b")
    ]
    await started.wait()
    clock.now += 31
    gate.set()
    first, second = await asyncio.gather(*calls, return_exceptions=True)
    assert first == {}
    assert isinstance(second, SourceTimeout)
    assert sent == 1
    await asked.close()
