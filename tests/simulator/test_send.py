import asyncio
import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from aggregator.domain.plain import limits
from aggregator.simulator.call import Outgoing
from aggregator.simulator.clock import EPOCH, RealClock, VirtualClock
from aggregator.simulator.instances import Request, Timeout
from aggregator.simulator.send import Received, error_code, send
from aggregator.upstream.transport import AiohttpTransport
from tests.support.raw_server import (
    RawServer,
    Script,
    closed_port,
    reply,
    say,
    say_and_hang_up,
    say_and_reset,
)

ASKED = Outgoing(b'{"cardKeys":[]}', {"Content-Type": "application/json", "X-Key": "k"})
MOST = 20_000


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=20) as client:
        yield client


async def sent(client: httpx.AsyncClient, script: Script, maximum: int = MOST) -> object:
    async with RawServer(script) as server:
        return await send(client, RealClock(), f"{server.url}/cards", ASKED, maximum)


async def test_exactly_the_bytes_that_were_signed_go_out(client: httpx.AsyncClient) -> None:
    async with RawServer(reply(b"{}")) as server:
        got = await send(client, RealClock(), f"{server.url}/cards?a=b", ASKED, MOST)
    assert got == Received(200, b"{}", None, "application/json")
    (request,) = server.requests
    assert request.startswith(b"POST /cards?a=b HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n" + ASKED.body)
    assert server.heads("X-Key") == ["k"]


async def test_a_refusal_keeps_its_retry_after(client: httpx.AsyncClient) -> None:
    got = await sent(client, reply(b"busy", 503, {"Retry-After": "1"}))
    assert got == Received(503, b"busy", "1", "application/json")


async def test_a_redirect_is_not_followed(client: httpx.AsyncClient) -> None:
    got = await sent(client, reply(b"", 302, {"Location": "/elsewhere"}))
    assert got == Received(302, b"", None, "application/json")


async def test_an_answer_is_read_one_byte_beyond_the_most(client: httpx.AsyncClient) -> None:
    for size in (MOST, MOST + 1, MOST + 100):
        got = await sent(client, reply(b"x" * size))
        assert isinstance(got, Received)
        assert len(got.body) == min(size, MOST + 1)


async def test_of_a_refusal_only_the_beginning_is_read(client: httpx.AsyncClient) -> None:
    got = await sent(client, reply(b"x" * 15_000, 404))
    assert isinstance(got, Received)
    assert len(got.body) == 8_193


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (say_and_hang_up(), "HPE_INVALID"),
        (say_and_reset(), "ECONNRESET"),
        (say(b"220 smtp.example ready\r\n\r\n"), "HPE_INVALID"),
        (say_and_hang_up(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "HPE_INVALID"),
    ],
)
async def test_what_breaks_off_is_named(
    client: httpx.AsyncClient, script: Script, code: str
) -> None:
    got = await sent(client, script)
    assert isinstance(got, Request)
    assert got.errorCode == code
    assert got.rule


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://nowhere.invalid/", "ENOTFOUND"),
        ("http://[::1", "ERR_INVALID_URL"),
        ("gopher://127.0.0.1/", "ERR_INVALID_URL"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    client: httpx.AsyncClient, url: str, code: str
) -> None:
    got = await send(client, RealClock(), url, ASKED, MOST)
    assert isinstance(got, Request)
    assert got.errorCode == code


async def test_nobody_listening_is_named(client: httpx.AsyncClient) -> None:
    got = await send(client, RealClock(), f"http://127.0.0.1:{closed_port()}/", ASKED, MOST)
    assert isinstance(got, Request)
    assert got.errorCode == "ECONNREFUSED"


async def test_a_header_that_http_cannot_carry_is_named(client: httpx.AsyncClient) -> None:
    bad = Outgoing(b"", {"Authorization": "Bearer €"})
    got = await send(client, RealClock(), "http://127.0.0.1:9/", bad, MOST)
    assert isinstance(got, Request)
    assert got.errorCode == "ERR_INVALID_CHAR"


async def test_after_fifteen_seconds_it_is_a_timeout() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    clock = VirtualClock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as client:
        got = await send(client, clock, "https://cards.example/", ASKED, MOST)
    assert got == Timeout(15)
    assert (clock.now() - EPOCH).total_seconds() == limits.TIMEOUT


def test_a_certificate_that_is_not_trusted_is_named_by_its_cause() -> None:
    error = httpx.ConnectError("its certificate is not trusted")
    error.__cause__ = ssl.SSLCertVerificationError()
    assert error_code(error) == "CERT_UNTRUSTED"
    assert error_code(ssl.SSLError()) == "EPROTO"
    assert error_code(httpx.DecodingError("no gzip")) == "Z_DATA_ERROR"
    assert error_code(RuntimeError()) == "EUNKNOWN"
