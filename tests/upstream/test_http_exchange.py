"""One call: what exactly goes out, how much may come in, what is written down and never told."""

import asyncio
import gzip
import logging
import tracemalloc
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.call import Call
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import LookupRequest
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.sender import AiohttpSender
from aggregator.upstream.styles.body_ids import BodyIds
from tests.support.raw_server import (
    Conversation,
    RawServer,
    drip,
    flood,
    reply,
    say,
    say_and_hang_up,
)
from tests.support.sources import PEOPLE, SHORT, ask, batch, connector, mocked, source

FOUND = reply(b'{"data": [{"id": "a"}]}')
CAP = 1_000_000


async def test_the_exact_bytes_of_a_get() -> None:
    async with RawServer(FOUND) as server:
        asked = source(server.url + "/api/")
        await ask(asked, "a", "b")
        assert server.requests[0].decode() == (
            "GET /api/people?id=a&id=b HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{server.port}\r\n"
            "Connection: keep-alive\r\n"
            "Accept: application/json\r\n"
            "Accept-Encoding: identity\r\n"
            "User-Agent: aggregator\r\n"
            "X-Api-Key: s3cret\r\n"
            "\r\n"
        )
        await asked.close()


async def test_the_exact_bytes_of_a_post() -> None:
    lookup = replace(PEOPLE, request=LookupRequest("POST", "/read"), batch=BodyIds("ids", 9))
    async with RawServer(FOUND) as server:
        asked = source(server.url, connector(lookup))
        await ask(asked, "a", "b")
        head, body = server.requests[0].decode().split("\r\n\r\n")
        assert body == '{"ids":["a","b"]}'
        assert head.split("\r\n")[0] == "POST /read HTTP/1.1"
        assert sorted(head.split("\r\n")[1:]) == [
            "Accept-Encoding: identity",
            "Accept: application/json",
            "Connection: keep-alive",
            "Content-Length: 17",
            "Content-Type: application/json",
            f"Host: 127.0.0.1:{server.port}",
            "User-Agent: aggregator",
            "X-Api-Key: s3cret",
        ]
        await asked.close()


@pytest.mark.parametrize("length", [b"", b"Content-Length: 50000000\r\n", b"chunked"])
async def test_a_body_over_the_cap_is_malformed_soon_and_in_flat_memory(length: bytes) -> None:
    chunk = b"x" * 50_000
    head = b"HTTP/1.1 200 OK\r\n"
    if length == b"chunked":
        head += b"Transfer-Encoding: chunked\r\n\r\n"
        chunk = b"%x\r\n%s\r\n" % (len(chunk), chunk)
    else:
        head += length + b"\r\n"
    sent: list[int] = []
    async with RawServer(flood(head, chunk, times=1000, told=sent)) as server:
        asked = source(server.url, connector(max_bytes=CAP))
        tracemalloc.start()
        try:
            with pytest.raises(SourceMalformed, match="more than 1000000 bytes"):
                await ask(asked)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 4 * CAP  # of 50 MB
        assert len(server.requests) == 1
        await asked.close()
    assert sum(sent) < 20 * CAP  # what the sockets' buffers took in; then we hung up


async def test_a_body_as_long_as_the_cap_is_read() -> None:
    body = b'{"data": []}'
    async with RawServer(reply(body)) as server:
        asked = source(server.url, connector(max_bytes=len(body)))
        assert await ask(asked) == {}
        await asked.close()


async def test_a_content_length_of_a_thousand_digits_is_no_crash() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n"
    async with RawServer(say_and_hang_up(head)) as server:
        asked = source(server.url)
        with pytest.raises(SourceError):
            await ask(asked)
        await asked.close()


async def test_a_gzip_bomb_is_malformed_without_being_opened() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with RawServer(reply(bomb, headers={"Content-Encoding": "gzip"})) as server:
        asked = source(server.url)
        tracemalloc.start()
        try:
            with pytest.raises(SourceMalformed, match="compressed body"):
                await ask(asked)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < CAP
        await asked.close()


async def test_a_redirect_is_not_followed_so_the_credential_goes_nowhere_else() -> None:
    async with RawServer(FOUND) as elsewhere:
        moved = reply(b"", 307, {"Location": elsewhere.url + "/people"})
        async with RawServer(moved) as server:
            asked = source(server.url)
            with pytest.raises(SourceMalformed, match="redirects are never followed"):
                await ask(asked)
            await asked.close()
        assert elsewhere.connections == 0


async def test_cookies_are_not_kept() -> None:
    async with RawServer(reply(b'{"data": []}', headers={"Set-Cookie": "a=b; Path=/"})) as server:
        asked = source(server.url)
        await ask(asked)
        await ask(asked)
        assert server.heads("cookie") == [None, None]
        await asked.close()


async def test_each_call_is_an_exchange_on_its_traces_scale() -> None:
    async with RawServer(reply(b"", 500), FOUND) as server:
        asked = source(server.url)
        into = batch(sent=3.5)
        await ask(asked, "a", into=into)
        first, second = into.exchanges
        assert [(e.source, e.route, e.status, e.error) for e in (first, second)] == [
            ("crm", "GET /people", 500, None),
            ("crm", "GET /people", 200, None),
        ]
        assert first.ended is not None
        assert second.ended is not None
        assert 3.5 <= first.started <= first.ended <= second.started <= second.ended
        await asked.close()


async def test_an_exchange_that_failed_or_was_cancelled_says_so() -> None:
    async with RawServer(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")) as server:
        asked = source(server.url, limits=replace(SHORT, retries=0))
        into = batch()
        with pytest.raises(SourceTimeout):
            await ask(asked, into=into)
        assert [(e.status, e.error) for e in into.exchanges] == [(200, "SOURCE_TIMEOUT")]
        await asked.close()

    asking = asyncio.Event()

    async def hang(conversation: Conversation) -> None:
        asking.set()
        await asyncio.Event().wait()

    async with RawServer(hang) as server:
        asked = source(server.url)
        into = batch()
        call = asyncio.ensure_future(ask(asked, into=into))
        await asking.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        (exchange,) = into.exchanges
        assert exchange.error == "CANCELLED"
        assert exchange.ended is not None
        await asked.close()


SECRET = "s3cret"
PERSON = "ada@example.com"


@pytest.mark.parametrize(
    "answer",
    [
        reply(PERSON.encode(), 200),
        reply(b"<html>" + PERSON.encode(), 200, {"Content-Type": "text/html"}),
        reply(PERSON.encode(), 302, {"Location": f"/?x={PERSON}"}),
        reply(PERSON.encode(), 401),
        reply(PERSON.encode(), 404),
        reply(PERSON.encode(), 500),
        reply(b'{"data": "%s"}' % PERSON.encode()),
        reply(b'{"data": [{"mail": "%s"}]}' % PERSON.encode()),
        say_and_hang_up(PERSON.encode() + b"\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\n" + PERSON.encode() + b"\r\n\r\n"),
        say_and_hang_up(b""),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
    ],
)
async def test_no_error_tells_a_key_a_credential_or_a_body(
    answer: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with RawServer(answer) as server:  # type: ignore[arg-type] # every one is a Script
        asked = source(server.url, limits=SHORT)
        with pytest.raises(SourceError) as caught:
            await ask(asked, PERSON)
        await asked.close()
    error: BaseException | None = caught.value
    told = [caplog.text, repr(asked), str(vars(asked._client))]
    while error is not None:
        told += [str(error), repr(error), str(vars(error))]
        error = error.__cause__ or error.__context__
    assert not [text for text in told if SECRET in text or PERSON in text or "%40" in text]
    assert str(caught.value).startswith("crm ")
    assert "GET /people" in str(caught.value)


async def test_httpx_logs_no_address() -> None:
    asked, _ = mocked(httpx.Response(200, json={"data": []}))
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    await asked.close()


@pytest.mark.parametrize(
    ("error", "kind", "calls", "words"),
    [
        (httpx.ReadTimeout("no bytes came in time"), SourceTimeout, 2, "no bytes came in time"),
        (httpx.ReadError("the connection was reset"), SourceUnavailable, 2, "was reset"),
        (httpx.UnsupportedProtocol("not http"), SourceRefused, 1, "correct the source's URL"),
        (httpx.LocalProtocolError("bad header"), SourceRefused, 1, "correct the source's URL"),
    ],
)
async def test_a_transports_error_is_a_failure_by_its_cause(
    error: httpx.TransportError, kind: type[SourceError], calls: int, words: str
) -> None:
    asked, sent = mocked([error])
    with pytest.raises(SourceError, match=words) as caught:
        await ask(asked)
    assert (type(caught.value), len(sent)) == (kind, calls)
    await asked.close()


@given(
    path=st.text("/abzAZ09._~!$&'()*+,;=:@%-{}[]|\\^`\"<> \u00e9", max_size=12),
    query=st.text("abzAZ09._~!$&'()*+,;=:@%/?-{}[]|\\^`\"<> \u00e9", max_size=12),
)
def test_a_url_is_the_one_that_httpx_would_ask(path: str, query: str) -> None:
    exchange = HttpExchange("crm", "https://crm.example/a b", 100, AiohttpSender())
    target = f"/{path}?{query}" if query else f"/{path}"
    assert exchange._full(Call("GET", f"/{path}", query)) == str(
        httpx.URL(f"https://crm.example/a b{target}")
    )
