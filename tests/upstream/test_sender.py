"""Calls straight over aiohttp: the same errors, nothing followed, headers as they came."""

import asyncio
import gc
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import httpx
import pytest
import uvloop
from aiohttp.connector import Connection

from aggregator.upstream.sender import KEPT, AiohttpSender, CallHeaders, HttpxSender
from aggregator.upstream.sessions import INTERIM_MAX
from tests.support.http_faults import FAULTS
from tests.support.raw_server import Conversation, RawServer, reply, say
from tests.support.tls_server import AUTHORITY, server_context

SHORT = 0.05


async def whole(
    sender: AiohttpSender | HttpxSender, url: str, maximum: int = 1_000
) -> bytes | None:
    answer = await sender.send("GET", url, CallHeaders({"Accept": "application/json"}), None)
    try:
        return await answer.read(maximum)
    finally:
        await answer.close()


@pytest.mark.parametrize(
    "new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_the_error_that_the_transport_gives(
    fault: str, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    script, kind, words = FAULTS[fault]
    hangs = issubclass(kind, httpx.TimeoutException)

    async def call() -> None:
        sender = AiohttpSender()
        async with RawServer(script) as server:
            try:
                async with asyncio.timeout(SHORT if hangs else None):
                    await whole(sender, server.url)
            finally:
                await sender.close()

    with (
        asyncio.Runner(loop_factory=new_loop) as runner,
        pytest.raises(TimeoutError if hangs else httpx.TransportError) as caught,
    ):
        runner.run(call())
    if not hangs:  # whoever sends has its own limit of time
        assert (type(caught.value), str(caught.value)) == (kind, words)


async def test_headers_are_known_by_lower_case_names_and_repeated_ones_are_joined() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Limit: a\r\nx-limit: b\r\n\r\n"
    sender = AiohttpSender()
    async with RawServer(say(head)) as server:
        answer = await sender.send("GET", server.url, CallHeaders({}), None)
        assert answer.headers == {"content-length": "0", "x-limit": "a, b"}
        await answer.close()
        await sender.close()


async def test_a_connection_is_used_again_when_its_answer_was_read() -> None:
    sender = AiohttpSender()
    async with RawServer(reply(b"{}")) as server:
        assert [await whole(sender, server.url) for _ in range(3)] == [b"{}"] * 3
        assert server.connections == 1
        await sender.close()


async def test_calls_that_follow_each_other_take_no_connection_out_of_the_pool(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[object] = []
    real = aiohttp.TCPConnector.connect

    async def counting(*given: Any) -> Connection:
        taken.append(given)
        return await real(*given)

    monkeypatch.setattr(aiohttp.TCPConnector, "connect", counting)
    sender = AiohttpSender()
    async with RawServer(reply(b"{}")) as server:
        for _ in range(3):
            await whole(sender, server.url)
        assert len(taken) == 1
        await asyncio.sleep(2 * KEPT)  # it is given back, for aiohttp to close when it rests
        await whole(sender, server.url)
        assert (len(taken), server.connections) == (2, 1)
        await sender.close()


async def test_an_answer_that_is_read_after_the_end_leaves_no_connection() -> None:
    sender = AiohttpSender()
    async with RawServer(reply(b"{}")) as server:
        answer = await sender.send("GET", server.url, CallHeaders({}), None)
        await sender.close()
        await answer.close()
    del answer
    gc.collect()  # aiohttp warns of a connection that was left, and warnings are errors


def test_connections_of_a_loop_that_has_ended_go_with_the_next_close() -> None:
    sender = AiohttpSender()

    async def ask() -> None:
        async with RawServer(reply(b"{}")) as server:
            assert await whole(sender, server.url) == b"{}"

    async def ask_and_close() -> None:
        await ask()
        await sender.close()

    asyncio.run(ask())
    asyncio.run(ask_and_close())
    gc.collect()


async def test_what_came_unasked_on_a_kept_connection_is_nobodys_answer() -> None:
    strays = asyncio.Event()
    told = asyncio.Event()

    async def answer_and_stray(conversation: Conversation) -> None:
        await reply(b"mine")(conversation)
        await strays.wait()
        await reply(b"somebody else's")(conversation)
        told.set()

    sender = AiohttpSender()
    async with RawServer(answer_and_stray, reply(b"yours")) as server:
        assert await whole(sender, server.url) == b"mine"
        strays.set()
        await told.wait()
        for _ in range(5):  # turns of the loop, in which it comes to us
            await asyncio.sleep(0)
        assert await whole(sender, server.url) == b"yours"
        assert server.connections == 2
        await sender.close()


async def test_a_connection_that_is_closing_is_asked_nothing_more() -> None:
    sender = AiohttpSender()
    async with RawServer(reply(b"{}")) as server:
        assert await whole(sender, server.url) == b"{}"
        (kept,) = sender._pools[asyncio.get_running_loop()].at(server.url)._kept
        assert kept.transport is not None
        kept.transport.close()  # as asyncio does at a server's FIN: it is told a turn later
        assert await whole(sender, server.url) == b"{}"
        assert server.connections == 2
        await sender.close()


async def test_an_answer_that_says_it_is_too_long_is_not_waited_for() -> None:
    sender = AiohttpSender()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"
    async with RawServer(say(head)) as server:
        assert await whole(sender, server.url, 1_000) is None
        await sender.close()

    read: list[bytes] = []

    async def parts() -> AsyncIterator[bytes]:
        read.append(b"a")
        yield b"a"

    for length in ("1001", "9" * 5_000):
        answered = httpx.Response(200, headers={"Content-Length": length}, content=parts())
        stands_in = HttpxSender(httpx.MockTransport(lambda _, answered=answered: answered))
        assert await whole(stands_in, "http://crm.test", 1_000) is None
    assert not read


async def test_an_answer_that_is_only_ever_announced_is_not_waited_for() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    sender = AiohttpSender()
    async with RawServer(say(interim * INTERIM_MAX + answer), say(interim * 5_000)) as server:
        assert await whole(sender, server.url) == b""
        with pytest.raises(httpx.RemoteProtocolError, match="only ever announced"):
            await whole(sender, server.url)
        await sender.close()


async def test_a_connection_is_kept_after_an_answer_that_came_whole_though_nobody_read_it() -> None:
    sender = AiohttpSender()
    async with RawServer(
        reply(b"x" * 1_000), say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
    ) as server:
        for _ in range(3):
            await (await sender.send("GET", server.url, CallHeaders({}), None)).close()
        assert server.connections == 2, "half an answer costs its connection"
        await sender.close()


@pytest.mark.parametrize("value", ["a\r\nX-Admin: 1", "a\nb", "a\0", "half \ud83d"])
def test_what_no_header_can_hold_is_not_sent(value: str) -> None:
    for headers in ({"X-Api-Key": value}, {value: "a"}):
        with pytest.raises(httpx.LocalProtocolError, match="not valid HTTP"):
            CallHeaders(headers)


async def test_a_length_is_told_where_there_may_be_a_body_and_is_ours_to_tell() -> None:
    sender = AiohttpSender()
    headers = CallHeaders({"Content-Length": "7", "Transfer-Encoding": "chunked", "Host": "crm"})
    async with RawServer(reply()) as server:
        for method, body in (("GET", None), ("POST", None), ("POST", b"ab")):
            await (await sender.send(method, f"{server.url}/a?b=c", headers, body)).close()
        assert server.requests == [
            b"GET /a?b=c HTTP/1.1\r\nHost: crm\r\n\r\n",
            b"POST /a?b=c HTTP/1.1\r\nHost: crm\r\nContent-Length: 0\r\n\r\n",
            b"POST /a?b=c HTTP/1.1\r\nHost: crm\r\nContent-Length: 2\r\n\r\nab",
        ]
        await sender.close()


async def test_of_a_header_that_is_said_in_two_cases_the_later_goes_out() -> None:
    headers = CallHeaders({"Accept": "application/json", "X-Of": "a", "accept": "application/xml"})
    sender = AiohttpSender()
    async with RawServer(reply()) as server:
        await (await sender.send("GET", server.url, headers, None)).close()
        (request,) = server.requests
        assert request.lower().count(b"accept:") == 1
        assert b"\r\naccept: application/xml\r\n" in request
        await sender.close()

    heard: list[list[str]] = []

    def hear(request: httpx.Request) -> httpx.Response:
        heard.append(request.headers.get_list("accept"))
        return httpx.Response(200)

    stand_in = HttpxSender(httpx.MockTransport(hear))
    await (await stand_in.send("GET", "http://crm.example/", headers, None)).close()
    assert heard == [["application/xml"]]


@pytest.mark.parametrize(
    "url", ["ftp://crm.example/", "http:///people", "http://crm.example:port/"]
)
async def test_an_address_that_is_none_is_told(url: str) -> None:
    sender = AiohttpSender()
    with pytest.raises(httpx.TransportError):
        await whole(sender, url)
    await sender.close()


async def test_a_source_is_asked_over_tls_as_far_as_it_is_trusted() -> None:
    trusting = AiohttpSender(ssl.create_default_context(cafile=AUTHORITY))
    other = AiohttpSender()
    async with RawServer(reply(b"hi"), tls=server_context()) as server:
        assert [await whole(trusting, server.url) for _ in range(2)] == [b"hi"] * 2
        assert server.connections == 1
        with pytest.raises(httpx.ConnectError, match="not trusted"):
            await whole(other, server.url)
        await trusting.close()
        await other.close()


async def test_a_transport_of_httpxs_stands_in_for_the_network() -> None:
    sender = HttpxSender(httpx.MockTransport(lambda asked: httpx.Response(200, text=asked.method)))
    assert await whole(sender, "http://crm.example/people") == b"GET"
    await sender.close()


@pytest.mark.parametrize(("maximum", "body"), [(3, b"abc"), (2, None)])
async def test_a_body_is_read_as_far_as_it_may_go(maximum: int, body: bytes | None) -> None:
    over_aiohttp = AiohttpSender()
    async with RawServer(reply(b"abc")) as server:
        assert await whole(over_aiohttp, server.url, maximum) == body
        await over_aiohttp.close()

    async def in_parts() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"c"

    for content in (b"abc", in_parts()):
        stand_in = HttpxSender(
            httpx.MockTransport(lambda _, it=content: httpx.Response(200, content=it))
        )
        assert await whole(stand_in, "http://crm.example/people", maximum) == body
