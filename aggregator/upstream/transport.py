"""httpx's transport seam over aiohttp: httpx's API above, aiohttp's connection pool below.

Why not httpx's own transport, and what each switch is for: docs/adr/0004-http-transport.md. Calls
for records do not come through here, but through `sender.py`.
"""

import logging
import ssl
from collections.abc import AsyncIterator, Callable, Mapping

import aiohttp
import httpx
import yarl
from multidict import CIMultiDict

from aggregator.upstream.sessions import CAUGHT, Sessions, translate

# httpx logs each request's whole URL at INFO; ours hold customers' ids. The trace tells instead.
logging.getLogger("httpx").setLevel(logging.WARNING)


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests over aiohttp. Raises httpx.TransportError subclasses only.

    `tls` and `on_connected` are those of `Sessions`.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        on_connected: Callable[[], None] | None = None,
    ) -> None:
        self._sessions = Sessions(tls, on_connected)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        # Bodies here are a page of ids at most: read whole, so that aiohttp frames them.
        body = await request.aread()
        session = self._sessions.current()
        try:
            response = await session.request(
                request.method,
                _url(request.url),
                headers=_headers(request.headers),
                data=body or None,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                allow_redirects=False,
                timeout=_timeout(request.extensions.get("timeout", {})),
            )
        except CAUGHT as error:
            raise translate(error) from error
        return httpx.Response(
            status_code=response.status,
            headers=list(response.raw_headers),
            stream=_Body(response),
            extensions={"reason_phrase": (response.reason or "").encode("ascii", "replace")},
        )

    async def aclose(self) -> None:
        """Close the sessions of this loop and of loops that have ended. May be called again."""
        await self._sessions.close()


class _Body(httpx.AsyncByteStream):
    """A response's body, as its bytes arrive, never decoded."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except CAUGHT as error:
            raise translate(error) from error

    async def aclose(self) -> None:
        # Read to its end, the connection is back in the pool already; else this drops it.
        self._response.close()


def _url(url: httpx.URL) -> yarl.URL:
    # aiohttp would turn user info into a second Authorization header; httpx has already read it.
    return yarl.URL(str(url.copy_with(userinfo=b"") if url.userinfo else url), encoded=True)


def _headers(headers: httpx.Headers) -> CIMultiDict[str]:
    """Keep the header list as it is, but for the body's framing, which is aiohttp's to write."""
    return CIMultiDict(
        (name.decode("ascii"), value.decode("utf-8"))
        for name, value in headers.raw
        if name.lower() != b"transfer-encoding"
    )


def _timeout(timeout: Mapping[str, float | None]) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None,
        connect=None,
        sock_connect=timeout.get("connect"),
        sock_read=timeout.get("read"),
    )
