"""Calls as they were sent, for whoever tries out a source: it passes them on and keeps them."""

import time
from dataclasses import dataclass, field

import httpx

from aggregator.domain.deadline import Clock
from aggregator.upstream.transport import AiohttpTransport


@dataclass(slots=True)
class SentCall:
    """One call as it left: query and body hold keys, which may be personal.

    `status` is None when no answer began, `seconds` what passed until one did.
    """

    method: str
    path: str
    query: str = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None = None
    seconds: float = 0.0


class OverheardTransport(httpx.AsyncBaseTransport):
    """Sends as `AiohttpTransport` does and keeps in `calls` what was sent, in its order.

    `inner` replaces the network (tests).
    """

    def __init__(
        self, clock: Clock = time.monotonic, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.calls: list[SentCall] = []
        self._inner = inner or AiohttpTransport()
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        url = request.url
        call = SentCall(request.method, url.path, url.query.decode("ascii"), body)
        self.calls.append(call)
        began = self._clock()
        try:
            response = await self._inner.handle_async_request(request)
        finally:
            call.seconds = self._clock() - began
        call.status = response.status_code
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()
