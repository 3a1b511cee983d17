import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta, timezone

import httpx
import orjson
import pytest

from aggregator.domain.plain.response import CardAnswer
from aggregator.domain.plain.signature import matches
from aggregator.pipeline.verify import RequestAuth, verify
from aggregator.simulator import call as module
from aggregator.simulator.call import ANSWER_MAX, CallError, CallReport, Outgoing, call, prepare
from tests.support.plain import payload

SENT_AT = datetime(2025, 5, 23, 15, 9, 39, 820_000, timezone(timedelta(hours=2)))
AUTHORIZATION = {"Authorization": "Bearer demo-token"}


def prepared(secret: str | None = "demo-secret") -> Outgoing:
    return prepare(
        secret=secret,
        headers=AUTHORIZATION,
        keys=["test"],
        customer={"id": "c_01JRJH726J9AFRBP5MQ5VTVAXH", "email": "demo@langfuse.com"},
        tenant={"id": "te_01JVWYPQJ69AHE35R97NRAYM6H", "externalId": "cloud_DEV_org_seed-org-id"},
        thread={"id": "th_01JVX0PDD7YXYHG66EWYFB2PAE"},
        workspace_id="w_demo",
        sent_at=SENT_AT,
    )


async def ask(
    answer: httpx.Response | Callable[[httpx.Request], httpx.Response], *keys: str
) -> CallReport:
    handler = (lambda _: answer) if isinstance(answer, httpx.Response) else answer
    return await call(
        "http://cards.example/cards",
        secret="demo-secret",
        headers=AUTHORIZATION,
        keys=keys or ["plan-details"],
        customer={"email": "alex@grocery.co"},
        workspace_id="w_demo",
        transport=httpx.MockTransport(handler),
    )


async def ask_over_the_wire(url: str, seconds: float = 5.0) -> CallReport:
    return await call(
        url,
        secret=None,
        headers={},
        keys=["plan-details"],
        customer={},
        workspace_id="w_demo",
        timeout=seconds,
    )


@contextlib.asynccontextmanager
async def server(reply: bytes | None) -> AsyncIterator[str]:
    """A raw server that sends `reply` to whoever connects; None: it stays silent."""
    ended = asyncio.Event()
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError):  # a look whether it speaks TLS
            await reader.readuntil(b"\r\n\r\n")
        if reply is None:
            await ended.wait()
        else:
            writer.write(reply)
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        try:
            yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/cards"
        finally:
            ended.set()
            await asyncio.gather(*(task for task in serving if task))


def test_the_body_is_that_of_a_recorded_request() -> None:
    recorded = orjson.loads(payload("captured-langfuse-2025-05.request.json"))
    assert orjson.loads(prepared().body) == recorded


def test_a_request_without_thread_and_tenant_says_null() -> None:
    outgoing = prepare(
        secret=None, headers={}, keys=[], customer={}, workspace_id="w", sent_at=SENT_AT
    )
    body = orjson.loads(outgoing.body)
    assert (body["thread"], body["tenant"]) == (None, None)
    assert body["customer"] == {"id": None, "externalId": None, "email": None}


def test_exactly_the_sent_bytes_are_signed() -> None:
    outgoing = prepared()
    assert matches(["demo-secret"], outgoing.body, outgoing.headers["Plain-Request-Signature"])


def test_without_a_secret_there_is_no_signature() -> None:
    assert "Plain-Request-Signature" not in prepared(secret=None).headers


def test_a_text_that_is_not_utf8_is_told() -> None:
    with pytest.raises(CallError, match="not valid UTF-8"):
        prepare(
            secret=None,
            headers={},
            keys=["\udcff"],
            customer={},
            workspace_id="w",
            sent_at=SENT_AT,
        )


async def test_what_is_sent_passes_our_own_verification() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=payload("docs-customer-cards-basic.response.json"))

    report = await ask(answer)
    (request,) = seen
    trust = RequestAuth("w_demo", ("demo-secret",), "Authorization", ("Bearer demo-token",), 300)
    verified = verify(request.headers, request.content, trust, datetime.now(UTC).timestamp())
    assert verified.card_keys == ("plan-details",)
    assert request.headers["user-agent"] == "Plain/1.0 (plain.com; help@plain.com)"
    assert request.headers["plain-workspace-id"] == "w_demo"
    assert report.problems == ()
    assert report.status == 200
    assert report.size == len(report.body) > 0
    assert report.milliseconds > 0
    assert report.cards == (
        CardAnswer("plan-details", [{"componentText": {"text": "Enterprise Tier"}}], 86_400),
    )


async def test_the_time_is_the_services_and_not_that_of_connecting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = 0.0
    monkeypatch.setattr(time, "perf_counter", lambda: seconds)

    class Slow(httpx.AsyncBaseTransport):
        def __init__(self, tls: object, on_connected: Callable[[], None]) -> None:
            self._on_connected = on_connected

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal seconds
            seconds += 2
            self._on_connected()
            seconds += 0.25
            return httpx.Response(200, content=b'{"cards":[]}')

    monkeypatch.setattr(module, "AiohttpTransport", Slow)
    assert (await ask_over_the_wire("http://cards.example/cards")).milliseconds == 250


async def test_a_missing_card_is_a_problem() -> None:
    report = await ask(httpx.Response(200, content=b'{"cards":[]}'))
    assert [problem.path for problem in report.problems] == ["cards"]


@pytest.mark.parametrize("status", [201, 204, 302, 401, 503])
async def test_only_a_200_is_read(status: int) -> None:
    answer = httpx.Response(
        status,
        headers={"location": "http://cards.example/elsewhere"},
        content=payload("docs-customer-cards-basic.response.json"),
    )
    report = await ask(answer)
    assert (report.status, report.cards) == (status, ())
    assert [problem.path for problem in report.problems] == ["status"]


async def test_an_endless_answer_is_cut() -> None:
    report = await ask(httpx.Response(200, content=b"x" * (ANSWER_MAX + 1)))
    assert report.size == ANSWER_MAX
    assert "not read further" in report.problems[0].rule


async def test_nobody_listening_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening: a connection is refused
        port = taken.getsockname()[1]
        with pytest.raises(CallError, match=rf"Nothing answers at http://127.0.0.1:{port}/cards"):
            await ask_over_the_wire(f"http://me:pw@127.0.0.1:{port}/cards?token=t")


async def test_no_answer_in_time_is_told() -> None:
    async with server(None) as url:
        with pytest.raises(CallError, match=r"did not answer within 0\.1 s"):
            await ask_over_the_wire(url, seconds=0.1)


@pytest.mark.parametrize("sent", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b""])
async def test_an_answer_that_breaks_off_is_told(sent: bytes) -> None:
    async with server(sent) as url:
        with pytest.raises(CallError, match=r"broke the exchange off: [^.]*\.$"):
            await ask_over_the_wire(url)


async def test_an_answer_over_the_wire_is_read_and_no_proxy_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    body = b'{"cards":[{"key":"plan-details","components":null}]}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    async with server(head.encode() + body) as url:
        report = await ask_over_the_wire(url)
    assert report.cards == (CardAnswer("plan-details", None),)


@pytest.mark.parametrize(
    "url", ["cards.example", "ftp://cards.example", "http://", "http://h:x", ""]
)
async def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(CallError, match="is not an http:// or https:// address"):
        await ask_over_the_wire(url)


async def test_a_header_that_http_cannot_carry_is_told() -> None:
    with pytest.raises(CallError, match="header"):
        await call(
            "http://127.0.0.1:9/",
            secret=None,
            headers={"Authorization": "Bearer €"},
            keys=[],
            customer={},
            workspace_id="w",
        )
