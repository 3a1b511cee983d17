"""The transport, against a server that misbehaves byte by byte."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import httpx
import pytest
import uvloop

from aggregator.upstream.sessions import ERRORS, INTERIM_MAX, translate
from aggregator.upstream.transport import AiohttpTransport
from tests.support.http_faults import CHUNKED, FAULTS, OK
from tests.support.raw_server import (
    Conversation,
    RawServer,
    closed_port,
    reply,
    say,
    say_and_hang,
    say_and_hang_up,
    say_and_reset,
)
from tests.support.sockets import WAIT

CERTIFICATE = Path(__file__).parent.parent / "data" / "tls" / "localhost.pem"
KEY = CERTIFICATE.with_name("localhost.key.pem")

PATIENT = 20.0  # far more than a busy machine needs: only the read of what hangs is given less
SHORT = 0.05


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=PATIENT) as client:
        yield client


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


@pytest.mark.parametrize(
    "new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_the_httpx_error_of_its_cause(
    fault: str, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    script, kind, words = FAULTS[fault]
    hangs = issubclass(kind, httpx.ReadTimeout)
    seconds = httpx.Timeout(PATIENT, read=SHORT if hangs else PATIENT)

    async def call() -> None:
        transport = AiohttpTransport()
        async with (
            RawServer(script) as server,
            httpx.AsyncClient(transport=transport, timeout=seconds) as client,
        ):
            await client.get(server.url)

    with (
        asyncio.Runner(loop_factory=new_loop) as runner,
        pytest.raises(httpx.TransportError) as caught,
    ):
        runner.run(call())
    assert (type(caught.value), str(caught.value)) == (kind, words)


@pytest.mark.parametrize("where", ["first", "second"])
async def test_a_bad_chunk_size_is_a_protocol_error_wherever_it_comes(
    client: httpx.AsyncClient, where: str
) -> None:
    body = b"zz\r\nabc\r\n" if where == "first" else b"3\r\nabc\r\nzz\r\n"
    async with RawServer(say_and_hang(CHUNKED + body)) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(server.url)


async def test_a_reset_at_once_after_accept_is_a_network_error(client: httpx.AsyncClient) -> None:
    async with RawServer(say_and_reset(), greet=True) as server:
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await client.get(server.url)


async def test_a_refused_port_is_a_connect_error(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ConnectError, match="the connection was refused"):
        await client.get(f"http://127.0.0.1:{closed_port()}")


async def test_a_name_that_does_not_resolve_is_a_connect_error(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(httpx.ConnectError, match="its host name does not resolve"):
        await client.get("http://nowhere.invalid/")


async def test_a_stalled_tls_handshake_is_a_connect_timeout(client: httpx.AsyncClient) -> None:
    async with RawServer(say_and_hang()) as server:
        with pytest.raises(httpx.ConnectTimeout, match="no connection in time"):
            await client.get(f"https://127.0.0.1:{server.port}", timeout=SHORT)


async def test_plain_http_on_a_tls_address_is_a_connect_error(client: httpx.AsyncClient) -> None:
    async with RawServer(say_and_hang_up(OK + b"\r\n"), greet=True) as server:
        with pytest.raises(httpx.ConnectError, match="it does not speak TLS"):
            await client.get(f"https://127.0.0.1:{server.port}")


async def test_an_untrusted_certificate_is_a_connect_error(client: httpx.AsyncClient) -> None:
    async with RawServer(reply(), tls=server_tls()) as server:
        with pytest.raises(httpx.ConnectError, match="its certificate is self-signed"):
            await client.get(server.url)
        assert server.requests == []


async def test_a_given_ssl_context_says_which_authority_is_trusted() -> None:
    tls = ssl.create_default_context(cafile=CERTIFICATE)
    async with (
        RawServer(reply(b'"hi"'), tls=server_tls()) as server,
        httpx.AsyncClient(transport=AiohttpTransport(tls), timeout=WAIT) as client,
    ):
        assert (await client.get(server.url)).json() == "hi"


async def test_who_wants_to_know_hears_of_each_new_connection_before_it_is_used() -> None:
    asked: list[int] = []
    async with RawServer(reply(), reply()) as server:
        transport = AiohttpTransport(on_connected=lambda: asked.append(len(server.requests)))
        async with httpx.AsyncClient(transport=transport, timeout=WAIT) as client:
            await client.get(server.url)
            await client.get(server.url)
        assert (server.connections, len(server.requests)) == (1, 2)
    assert asked == [0]


def test_the_error_table_holds_no_row_that_an_earlier_one_hides() -> None:
    kinds = [kind for kind, _, _ in ERRORS]
    hidden = [
        later.__name__
        for index, later in enumerate(kinds)
        if any(issubclass(later, earlier) for earlier in kinds[:index])
    ]
    assert hidden == []


def test_each_error_that_aiohttp_can_raise_has_a_row() -> None:
    def leaves(kind: type[aiohttp.ClientError]) -> list[type[aiohttp.ClientError]]:
        below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
        return [kind, *below]

    known = tuple(kind for kind, _, _ in ERRORS)
    assert [kind for kind in leaves(aiohttp.ClientError) if not issubclass(kind, known)] == []
    with pytest.raises(TypeError):
        translate(KeyError())


async def test_a_kept_connection_that_drops_has_its_get_sent_exactly_once(
    client: httpx.AsyncClient,
) -> None:
    async with RawServer(reply(), say_and_hang_up(), reply()) as server:
        await client.get(f"{server.url}/first")
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"{server.url}/second")
        assert server.paths == ["/first", "/second"]
        assert server.connections == 1


async def test_an_answer_that_is_only_ever_announced_is_not_waited_for(
    client: httpx.AsyncClient,
) -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    answer = OK + b"Content-Length: 0\r\n\r\n"
    many = INTERIM_MAX
    async with RawServer(say(interim * many + answer), reply(), say(interim * 5_000)) as server:
        assert (await client.get(server.url)).status_code == 200
        assert (await client.get(server.url)).status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="only ever announced"):
            await client.get(server.url)


async def test_the_switch_against_aiohttps_own_retry_still_exists() -> None:
    session = aiohttp.ClientSession()
    assert session._retry_connection is True
    await session.close()


async def test_a_connection_is_kept_after_a_body_read_to_its_end_and_dropped_after_half_a_body(
    client: httpx.AsyncClient,
) -> None:
    async with RawServer(reply(b"x" * 100)) as server:
        await client.get(server.url)
        await client.get(server.url)
        assert server.connections == 1
    async with RawServer(say_and_hang(OK + b"Content-Length: 9\r\n\r\nabc"), reply()) as server:
        async with client.stream("GET", server.url):
            pass
        await client.get(server.url)
        assert server.connections == 2


async def test_the_url_goes_out_as_it_was_written(client: httpx.AsyncClient) -> None:
    target = "/a%2Fb%20c/d?ids=1%2C2,3&q=%7Ex~&e=%C3%A9&plus=a+b%2B&r=1&r=2&empty="
    async with RawServer(reply()) as server:
        await client.get(server.url + target + "#fragment")
        assert server.paths == [target]


async def test_headers_go_out_and_come_back_as_lists_and_nothing_is_added(
    client: httpx.AsyncClient,
) -> None:
    answer = OK + b"Content-Length: 0\r\nX-Two: one\r\nx-two: two\r\nSet-Cookie: a=b\r\n\r\n"
    async with RawServer(say(answer)) as server:
        request = httpx.Request("POST", server.url, headers=[("X-A", "1"), ("X-A", "2")])
        response = await client.send(request)
        assert [pair for pair in response.headers.multi_items() if pair[0] == "x-two"] == [
            ("x-two", "one"),
            ("x-two", "two"),
        ]
        sent = server.requests[0].decode().split("\r\n\r\n")[0].split("\r\n")
    assert sent == [
        "POST / HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Content-Length: 0",
        "X-A: 1",
        "X-A: 2",
    ]


async def test_a_body_is_framed_once_even_when_it_was_given_as_a_stream(
    client: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"cd"

    async with RawServer(reply()) as server:
        await client.post(server.url, content=pieces())
        head, body = server.requests[0].split(b"\r\n\r\n", 1)
        assert body == b"abcd"
        assert b"content-length: 4" in head.lower()
        assert b"transfer-encoding" not in head.lower()


async def test_cookies_are_never_replayed_by_the_transport() -> None:
    transport = AiohttpTransport()
    async with RawServer(reply(headers={"Set-Cookie": "session=1; Path=/"})) as server:
        for _ in range(2):
            request = httpx.Request("GET", server.url)
            response = await transport.handle_async_request(request)
            await response.aread()
        assert server.heads("cookie") == [None, None]
    await transport.aclose()


async def test_redirects_are_not_followed_and_compressed_bodies_not_opened(
    client: httpx.AsyncClient,
) -> None:
    moved = reply(b"", 302, {"Location": "/elsewhere", "Content-Encoding": "gzip"})
    async with RawServer(moved) as server:
        response = await client.get(server.url)
        assert (response.status_code, server.paths) == (302, ["/"])
    async with RawServer(reply(b"not gzip at all", headers={"Content-Encoding": "gzip"})) as server:
        async with client.stream("GET", server.url) as response:
            raw = b"".join([chunk async for chunk in response.aiter_raw()])
        assert raw == b"not gzip at all"


async def test_proxies_and_netrc_of_the_environment_are_not_used(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login leak password leak\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    transport = AiohttpTransport()
    async with RawServer(reply()) as server:
        response = await transport.handle_async_request(httpx.Request("GET", server.url))
        await response.aread()
        assert server.heads("authorization") == [None]
    await transport.aclose()


async def test_user_info_in_an_address_is_not_sent_a_second_time(
    client: httpx.AsyncClient,
) -> None:
    async with RawServer(reply()) as server:
        await client.get(f"http://user:pass@127.0.0.1:{server.port}/")
        assert server.heads("authorization") == ["Basic dXNlcjpwYXNz"]


async def test_a_caller_that_is_cancelled_leaves_no_connection_in_use(
    client: httpx.AsyncClient,
) -> None:
    asked = asyncio.Event()

    async def script(conversation: Conversation) -> None:
        asked.set()
        await conversation.reader.read()  # until the client hangs up

    async with RawServer(script, reply()) as server:
        call = asyncio.ensure_future(client.get(server.url, timeout=None))
        await asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.get(server.url)).status_code == 200


def test_each_event_loop_has_a_session_of_its_own() -> None:
    transport = AiohttpTransport()

    async def call() -> int:
        async with RawServer(reply()) as server:
            response = await transport.handle_async_request(httpx.Request("GET", server.url))
            await response.aread()
        return response.status_code

    async def close() -> None:
        await transport.aclose()
        await transport.aclose()

    assert [asyncio.run(call()), asyncio.run(call())] == [200, 200]
    asyncio.run(close())
