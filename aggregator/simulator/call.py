"""One request as Plain sends it, and what came back, held to the contract."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import orjson

from aggregator.domain.plain import limits
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.domain.plain.signature import sign
from aggregator.domain.plain.wire import Problem

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
    """What came back. `cards` are those Plain could read; `problems` what it would refuse."""

    status: int
    body: bytes
    cards: tuple[CardAnswer, ...]
    problems: tuple[Problem, ...]
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
    transport: httpx.AsyncBaseTransport | None = None,
) -> CallReport:
    """Ask `url` for the cards `keys` as Plain would, once: no retry, no redirect, no proxy.

    `timeout` is in seconds, over the whole exchange. `transport` replaces the network.
    CallError when no answer came.
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
    began = time.perf_counter()
    status, body, cut = await _send(url, outgoing, timeout, transport)
    milliseconds = (time.perf_counter() - began) * 1000
    if status != 200:
        refused = Problem("status", f"is {status}: Plain reads the body of a 200 only")
        return CallReport(status, body, (), (refused,), milliseconds)
    if cut:
        refused = Problem("body", f"is over {ANSWER_MAX} bytes: it was not read further")
        return CallReport(status, body, (), (refused,), milliseconds)
    reading = read(body, keys)
    return CallReport(status, body, reading.cards, reading.problems, milliseconds)


async def _send(
    url: str, outgoing: Outgoing, seconds: float, transport: httpx.AsyncBaseTransport | None
) -> tuple[int, bytes, bool]:
    """Give status, body and whether the body was cut at ANSWER_MAX."""
    where = origin(url)
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(trust_env=False, timeout=None, transport=transport) as client,  # noqa: S113 -- asyncio.timeout above bounds the whole exchange
            client.stream(
                "POST", url, content=outgoing.body, headers=dict(outgoing.headers)
            ) as response,
        ):
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > ANSWER_MAX:
                    return response.status_code, bytes(body[:ANSWER_MAX]), True
            return response.status_code, bytes(body), False
    except TimeoutError:
        raise CallError(f"{where} did not answer within {seconds:g} s. Is it stuck?") from None
    except httpx.ConnectError as error:
        raise CallError(
            f"Nothing answers at {where} ({error}). Is the service started, and the port right?"
        ) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise CallError(f"{where} is not an http:// or https:// address.") from None
    except httpx.HTTPError as error:
        detail = str(error).rstrip(".") or type(error).__name__
        raise CallError(f"{where} broke the exchange off: {detail}.") from error
    except UnicodeEncodeError:
        raise CallError("A header holds a character that HTTP cannot carry.") from None


def origin(url: str) -> str:
    """Cut `url` down to what a message may show: no user, password or query."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return "The URL"
    return f"{parts.scheme}://{parts.netloc.decode('ascii')}{parts.path}" if parts.host else url
