"""One document from an address, bounded in bytes and in time, at that address and no other."""

import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from aggregator.domain.call import Call, CallFailure
from aggregator.domain.errors import SourceMalformed, SourceRefused
from aggregator.telemetry.trace import Batch
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.sender import AiohttpSender


async def download(
    url: str,
    headers: Mapping[str, str],
    seconds: float,
    max_bytes: int,
    tls: ssl.SSLContext | None = None,
    body: bytes | None = None,
) -> bytes:
    """Give what is there; with a `body` it is POSTed. Raises SourceError.

    No redirect is followed: what authenticates is sent to the address that was named, and nowhere
    else.
    """
    parts = urlsplit(url)
    name = parts.netloc
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}"
    exchange = HttpExchange(name, f"{parts.scheme}://{parts.netloc}", max_bytes, AiohttpSender(tls))
    log = ExchangeTrace(name, Batch(name, 1, (), 0.0, 0.0), time.monotonic)
    call = Call("GET" if body is None else "POST", parts.path or "/", parts.query, body)
    try:
        reply = await exchange.exchange(call, headers, seconds, log)
    finally:
        await exchange.close()
    if isinstance(reply, CallFailure):
        raise reply.error
    if 300 <= reply.status < 400:
        to = reply.headers.get("location", "")
        fix = f"name {to} itself" if to else "name the address that it leads to"
        words = f"{shown} leads elsewhere ({reply.status}). Fix: {fix}"
        raise SourceMalformed(name, words, route=call.route)
    if reply.status in (401, 403):
        words = f"{shown} refused ({reply.status}). Fix: --token or --header, as it wants them"
        raise SourceRefused(name, words, route=call.route)
    if not 200 <= reply.status < 300:
        words = f"{shown} answered with {reply.status}. Fix: an address that answers with 200"
        raise SourceMalformed(name, words, route=call.route)
    return reply.body
