"""One request as Plain sends it, and what came back, held to the contract."""

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import orjson

from aggregator.domain.plain import limits
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.domain.plain.signature import sign
from aggregator.domain.plain.wire import WireProblem
from aggregator.simulator.unreached import misdirected, unreached
from aggregator.upstream.transport import AiohttpTransport

USER_AGENT = "Plain/1.0 (plain.com; help@plain.com)"

ANSWER_MAX = 10_000_000
"""Bytes of an answer that are read; a larger one is reported as cut."""

Ids = Mapping[str, str | None]
"""Plain's names: `id`, `externalId` and, of a customer, `email`."""


class CallError(Exception):
    """No answer came; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to be sent: exactly these bytes were signed."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallReport:
    """What came back. `cards` are those Plain could read; `problems` what it would refuse.

    `milliseconds` is the service's time: from the request, on a connection that is there, to the
    last byte of the answer.
    """

    status: int
    body: bytes
    cards: tuple[CardAnswer, ...]
    problems: tuple[WireProblem, ...]
    milliseconds: float

    @property
    def size(self) -> int:
        """Bytes of the answer's body."""
        return len(self.body)


def prepare(
    *,
    secret: str | None,
    headers: Mapping[str, str],
    keys: Sequence[str],
    customer: Ids,
    thread: Ids | None = None,
    tenant: Ids | None = None,
    workspace_id: str,
    sent_at: datetime | None,
) -> Outgoing:
    """Write and sign a request as Plain does; without `secret` it carries no signature.

    `headers` are those a workspace configures for its card, `Authorization` mostly. `sent_at`
    None leaves the undocumented `timestamp` out. CallError when a text cannot be written as UTF-8.
    """
    content: dict[str, object] = {
        "cardKeys": list(keys),
        "customer": {"id": None, "externalId": None, "email": None, **customer},
        "tenant": None if tenant is None else {"id": None, "externalId": None, **tenant},
        "thread": None if thread is None else {"id": None, "externalId": None, **thread},
    }
    if sent_at is not None:
        moment = sent_at.astimezone(UTC).isoformat(timespec="milliseconds")
        content["timestamp"] = moment.replace("+00:00", "Z")
    try:
        body = orjson.dumps(content)
    except orjson.JSONEncodeError:
        raise CallError("A key or id is not valid UTF-8: check what the terminal passed.") from None
    signature = None if secret is None else sign(secret, body)
    return seal(body, signature=signature, headers=headers, workspace_id=workspace_id)


def seal(
    body: bytes, *, signature: str | None, headers: Mapping[str, str], workspace_id: str
) -> Outgoing:
    """Put the headers to a body that Plain sends with every request."""
    sent = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
        "Plain-Workspace-Id": workspace_id,
        **headers,
    }
    if signature is not None:
        sent["Plain-Request-Signature"] = signature
    return Outgoing(body, sent)


async def call(  # noqa: PLR0913 -- all but the URL by name, as Plain's settings have them
    url: str,
    *,
    secret: str | None,
    headers: Mapping[str, str],
    keys: Sequence[str],
    customer: Ids,
    thread: Ids | None = None,
    tenant: Ids | None = None,
    workspace_id: str,
    timeout: float = limits.TIMEOUT,  # noqa: ASYNC109 -- it is part of what is simulated
    tls: ssl.SSLContext | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> CallReport:
    """Ask `url` for the cards `keys` as Plain would, once: no retry, no redirect, no proxy.

    `timeout` is in seconds, over the whole exchange. `tls` says who is trusted; `transport`
    replaces the network. CallError when no answer came.
    """
    outgoing = prepare(
        secret=secret,
        headers=headers,
        keys=keys,
        customer=customer,
        thread=thread,
        tenant=tenant,
        workspace_id=workspace_id,
        sent_at=datetime.now(UTC),
    )
    watch = _Watch()
    async with httpx.AsyncClient(
        transport=transport or AiohttpTransport(tls, on_connected=watch.start),
        trust_env=False,
        timeout=None,  # noqa: S113 -- the whole exchange is bounded below
    ) as client:
        try:
            async with asyncio.timeout(timeout):
                answer = await _exchange(client, url, outgoing, watch)
        except TimeoutError:
            raise CallError(
                f"{origin(url)} did not answer within {timeout:g} s. Is it stuck?"
            ) from None
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError):
            raise CallError(f"{origin(url)} is not an http:// or https:// address.") from None
        except httpx.HTTPError as error:
            told = await unreached(url, origin(url), error, look=transport is None)
            raise CallError(told) from error
        except UnicodeEncodeError:
            raise CallError("A header holds a character that HTTP cannot carry.") from None
    if transport is None:
        other = await misdirected(url, origin(url), answer.status, answer.body)
        if other is not None:
            raise CallError(other)
    return _report(answer, keys)


@dataclass(frozen=True, slots=True)
class _Came:
    """An answer; its body is cut one byte beyond ANSWER_MAX."""

    status: int
    body: bytes
    milliseconds: float


class _Watch:
    """A stopwatch that the connection starts: what comes before it is no time of the service."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self._began = time.perf_counter()

    @property
    def milliseconds(self) -> float:
        return (time.perf_counter() - self._began) * 1000


async def _exchange(
    client: httpx.AsyncClient, url: str, outgoing: Outgoing, watch: _Watch
) -> _Came:
    headers = dict(outgoing.headers)
    watch.start()
    async with client.stream("POST", url, content=outgoing.body, headers=headers) as response:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > ANSWER_MAX:
                break
        return _Came(response.status_code, bytes(body[: ANSWER_MAX + 1]), watch.milliseconds)


def _report(came: _Came, keys: Sequence[str]) -> CallReport:
    status, body, spent = came.status, came.body[:ANSWER_MAX], came.milliseconds
    if status != 200:
        refused = WireProblem("status", f"is {status}: Plain reads the body of a 200 only")
        return CallReport(status, body, (), (refused,), spent)
    if len(came.body) > ANSWER_MAX:
        refused = WireProblem("body", f"is over {ANSWER_MAX} bytes: it was not read further")
        return CallReport(status, body, (), (refused,), spent)
    reading = read(body, keys)
    return CallReport(status, body, reading.cards, reading.problems, spent)


def origin(url: str) -> str:
    """Cut `url` down to what a message may show: no user, password or query."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return "The URL"
    return f"{parts.scheme}://{parts.netloc.decode('ascii')}{parts.path}" if parts.host else url
