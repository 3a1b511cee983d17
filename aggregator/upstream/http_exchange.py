"""One HTTP call to one source: sent once, bounded in time and bytes, failures as values."""

import asyncio
import logging
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.exchange_trace import ExchangeTrace

# httpx logs each request's whole URL at INFO; ours hold customers' ids. The trace tells instead.
logging.getLogger("httpx").setLevel(logging.WARNING)

HEADERS = {
    "Accept": "application/json",
    # A small compressed body can become a huge one before any cap can act: ask for none.
    "Accept-Encoding": "identity",
    "User-Agent": "aggregator",
}


class HttpExchange:
    """Sends calls to the source `name` at `url` (no trailing slash, no query)."""

    def __init__(
        self, name: str, url: str, max_bytes: int, transport: httpx.AsyncBaseTransport
    ) -> None:
        self._name = name
        self._url = url
        self._max_bytes = max_bytes
        self._client = httpx.AsyncClient(
            transport=transport,
            headers=HEADERS,
            trust_env=False,
            follow_redirects=False,
            # Kept cookies would tie one customer's call to another's.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def exchange(
        self, call: Call, headers: Mapping[str, str], seconds: float, log: ExchangeTrace
    ) -> Reply | CallFailure:
        """Send `call` once and read its answer, all within `seconds`."""
        if self._client.is_closed:  # its request outlived the snapshot it began with
            words = f"{self._name} is being disconnected: ask again"
            return CallFailure(SourceUnavailable(self._name, words, route=call.route))
        request = self._client.build_request(
            call.method,
            f"{self._url}{call.path}?{call.query}" if call.query else f"{self._url}{call.path}",
            content=call.body,
            headers={**headers, "Content-Type": call.content_type} if call.body else headers,
            timeout=None,  # the one below bounds all of it, connecting and body included
        )
        exchange = log.open(call.route)
        outcome: Reply | CallFailure | None = None
        try:
            async with asyncio.timeout(seconds):
                response = await self._client.send(request, stream=True, auth=None)
                exchange.status = response.status_code
                try:
                    outcome = await self._read(call, response)
                finally:
                    await response.aclose()
        except TimeoutError:
            error = SourceTimeout(
                self._name,
                f"{self._name} did not answer {call.route} within {seconds:.1f} s",
                route=call.route,
            )
            outcome = CallFailure(error, again=True)
        except httpx.TransportError as error:
            outcome = self._translated(call, error, seconds)
        finally:
            code = "CANCELLED" if outcome is None else None
            log.end(exchange, outcome.error.code if isinstance(outcome, CallFailure) else code)
        return outcome

    async def close(self) -> None:
        await self._client.aclose()

    async def _read(self, call: Call, response: httpx.Response) -> Reply | CallFailure:
        if not response.is_success:
            return Reply(response.status_code, response.headers)
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            return self._malformed(
                call, "sent a compressed body, which it was asked not to: make it honour "
                "Accept-Encoding: identity",
            )  # fmt: skip
        length = response.headers.get("content-length", "")
        if length.isdecimal() and (len(length) > 18 or int(length) > self._max_bytes):
            return self._too_long(call)
        if response.is_stream_consumed:  # httpx.MockTransport hands over bodies it has read
            return Reply(response.status_code, response.headers, response.content)
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > self._max_bytes:
                return self._too_long(call)
            chunks.append(chunk)
        return Reply(response.status_code, response.headers, b"".join(chunks))

    def _too_long(self, call: Call) -> CallFailure:
        return self._malformed(
            call,
            f"sent more than {self._max_bytes} bytes: ask it for less, or raise max_bytes",
        )

    def _malformed(self, call: Call, what: str) -> CallFailure:
        error = SourceMalformed(
            self._name, f"{self._name} answered {call.route} but {what}", route=call.route
        )
        return CallFailure(error)

    def _translated(self, call: Call, error: httpx.TransportError, seconds: float) -> CallFailure:
        """By cause. The transport's own messages are safe to tell: see its table."""
        kind: type[SourceError] = SourceUnavailable
        if isinstance(error, httpx.TimeoutException):
            kind = SourceTimeout
        elif isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
            kind = SourceRefused
        words = f"{self._name} did not answer {call.route}: {error}"
        if kind is SourceTimeout:
            words += f" (limit {seconds:.1f} s)"
        elif kind is SourceRefused:
            words += "; correct the source's URL and credentials"
        return CallFailure(
            kind(self._name, words, route=call.route), again=kind is not SourceRefused
        )
