"""Calls as they were sent, and what came back, for whoever tries out a source."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.deadline import Clock
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.source_gate import CallWire
from aggregator.upstream.sql.rows import Rows


@dataclass(slots=True)
class SentCall:
    """One call as it left: query and body hold keys, which may be personal.

    path     with that of the source's own address before it
    reply    None when none came that could be read
    seconds  what passed until it was there
    """

    method: str
    path: str
    query: str = field(repr=False)
    body: bytes = field(repr=False)
    reply: Reply | None = field(default=None, repr=False)
    seconds: float = 0.0

    @property
    def status(self) -> int | None:
        return None if self.reply is None else self.reply.status


class Overheard:
    """Keeps in `calls` what a source sends, in its order, and what it is answered.

    inner  replaces the network, or a database (tests)
    """

    def __init__(
        self,
        clock: Clock = time.monotonic,
        inner: httpx.AsyncBaseTransport | Rows | None = None,
    ) -> None:
        self.calls: list[SentCall] = []
        self.inner = inner
        self.clock = clock

    def wire(self, inner: CallWire, url: str) -> CallWire:
        """Listen to `inner`, which leads to `url`."""
        return _OverheardWire(self, inner, urlsplit(url).path.rstrip("/"))


class _OverheardWire:
    def __init__(self, overheard: Overheard, inner: CallWire, path: str) -> None:
        self._overheard = overheard
        self._inner = inner
        self._path = path

    async def exchange(
        self, call: Call, headers: Mapping[str, str], seconds: float, log: ExchangeTrace
    ) -> Reply | CallFailure:
        sent = SentCall(call.method, self._path + call.path, call.query, call.body or b"")
        self._overheard.calls.append(sent)
        began = self._overheard.clock()
        try:
            outcome = await self._inner.exchange(call, headers, seconds, log)
        finally:
            sent.seconds = self._overheard.clock() - began
        if isinstance(outcome, Reply):
            sent.reply = outcome
        return outcome

    async def close(self) -> None:
        await self._inner.close()
