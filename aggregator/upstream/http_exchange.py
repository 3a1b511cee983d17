"""One HTTP call to one source: sent once, bounded in time and bytes, failures as values."""

import asyncio
import re
from collections.abc import Mapping
from typing import NamedTuple

import httpx

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream import limit_words
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.sender import Answer, CallHeaders, Sender
from aggregator.upstream.time_limit import TimeLimits

HEADERS = {
    "Connection": "keep-alive",
    "Accept": "application/json",
    # A small compressed body can become a huge one before any cap can act: ask for none.
    "Accept-Encoding": "identity",
    "User-Agent": "aggregator",
}


REASON_WAIT = 0.25
"""Seconds for the body of a refusal, which mostly comes with its head: its status says enough."""

_HEADERS_KEPT = 64
"""Of so many kinds of calls, and credentials, the headers are kept as they go out."""

_PLAIN = re.compile(r"/(?:[A-Za-z0-9_.~!$&()*+,;=:@/?-]++|%[0-9A-F]{2})*+")
"""Path and query that stand in a URL as they are."""


class _Said(NamedTuple):
    """Headers as they go out, and what they were made of: while it is here, nothing has its id."""

    written: CallHeaders
    of_call: Mapping[str, str]
    of_credential: Mapping[str, str]


class HttpExchange:
    """Sends calls to the source `name` at `url` (no trailing slash, no query)."""

    def __init__(self, name: str, url: str, max_bytes: int, sender: Sender) -> None:
        self._name = name
        self._url = str(httpx.URL(url)).rstrip("/")
        self._max_bytes = max_bytes
        self._sender = sender
        self._closed = False
        self._limits = TimeLimits()
        self._said: dict[tuple[int, int, str | None], _Said] = {}

    async def exchange(
        self, call: Call, headers: Mapping[str, str], seconds: float, log: ExchangeTrace
    ) -> Reply | CallFailure:
        """Send `call` once and read its answer, all within `seconds`."""
        if self._closed:  # its request outlived the snapshot it began with
            words = f"{self._name} is being disconnected: ask again"
            return CallFailure(SourceUnavailable(self._name, words, route=call.route))
        url = self._full(call)
        exchange = log.open(call.route)
        outcome: Reply | CallFailure | None = None
        try:
            sent = self._headers(call, headers)
            with self._limits.within(seconds):
                answer = await self._sender.send(call.method, url, sent, call.body or None)
                exchange.status = answer.status
                try:
                    outcome = await self._read(call, answer)
                finally:
                    await answer.close()
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
        self._closed = True
        await self._sender.close()
        self._limits.close()

    def _headers(self, call: Call, headers: Mapping[str, str]) -> CallHeaders:
        """Give what a call says of itself; the calls of one lookup all say the same."""
        content_type = call.content_type if call.body else None
        key = id(call.headers), id(headers), content_type
        said = self._said.get(key)
        if said is None:
            if len(self._said) >= _HEADERS_KEPT:  # credentials change: tokens, signatures
                self._said.clear()
            content = {} if content_type is None else {"Content-Type": content_type}
            written = CallHeaders({**HEADERS, **call.headers, **headers, **content})
            said = self._said[key] = _Said(written, call.headers, headers)
        return said.written

    def _full(self, call: Call) -> str:
        """Give the call's URL, encoded as httpx does; mostly nothing in it needs to be."""
        target = f"{call.path}?{call.query}" if call.query else call.path
        if _PLAIN.fullmatch(target) and "/." not in call.path and "?" not in call.path:
            return self._url + target
        return str(httpx.URL(self._url + target))

    async def _read(self, call: Call, answer: Answer) -> Reply | CallFailure:
        if not 200 <= answer.status < 300:
            limited = await self._too_often(call, answer)
            return Reply(answer.status, answer.headers, too_often=limited)
        encoding = answer.headers.get("content-encoding")
        if encoding is not None and encoding.strip().lower() not in ("", "identity"):
            return self._malformed(
                call, "sent a compressed body, which it was asked not to: make it honour "
                "Accept-Encoding: identity",
            )  # fmt: skip
        body = await answer.read(self._max_bytes)
        return self._too_long(call) if body is None else Reply(answer.status, answer.headers, body)

    async def _too_often(self, call: Call, answer: Answer) -> bool:
        """Whether a refusal's body says so; one that does not come at once says nothing."""
        words = call.too_often.words
        if not limit_words.reads(answer.status, words):
            return False
        try:
            async with asyncio.timeout(REASON_WAIT):
                body = await answer.read(limit_words.READ_MAX)
        except (TimeoutError, httpx.TransportError):
            return False
        return body is not None and limit_words.says_too_often(body, words)

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
