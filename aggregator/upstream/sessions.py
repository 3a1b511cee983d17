"""aiohttp's sessions as all calls of ours need them, and its errors in httpx's words.

One session per event loop; the pool is unbounded because each source's client bounds its own
concurrency, so that nothing ever waits here.
"""

import asyncio
import ssl
import weakref
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError

from aggregator.upstream.tls_cause import tls_cause

INTERIM_MAX = 16
"""Answers 1xx before the true one. One is usual; reading a hundred thousand takes seconds."""


class OnlyInterim(aiohttp.ClientError):
    """A server announced an answer again and again."""


ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError], str], ...] = (
    (aiohttp.SocketTimeoutError, httpx.ReadTimeout, "no bytes came in time"),
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout, "no connection in time"),
    (TimeoutError, httpx.ReadTimeout, "it took too long"),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError, "the proxy failed"),
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError, "the proxy failed"),
    (aiohttp.ClientConnectorDNSError, httpx.ConnectError, "its host name does not resolve"),
    (aiohttp.ClientConnectorCertificateError, httpx.ConnectError, "its certificate is not trusted"),
    (aiohttp.ClientSSLError, httpx.ConnectError, "the TLS handshake failed"),
    (aiohttp.ClientConnectorError, httpx.ConnectError, "the connection was refused"),
    (aiohttp.ServerFingerprintMismatch, httpx.ConnectError, "its certificate is not trusted"),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError, "it hung up without an answer"),
    (aiohttp.ClientConnectionResetError, httpx.WriteError, "it hung up while being asked"),
    (aiohttp.ClientOSError, httpx.ReadError, "the connection was reset"),
    (aiohttp.ClientConnectionError, httpx.ReadError, "the connection was lost"),
    (OSError, httpx.ReadError, "the connection was reset"),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError, "its answer broke off"),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError, "its answer is not HTTP"),
    (HttpProcessingError, httpx.RemoteProtocolError, "its answer is not HTTP"),
    (OnlyInterim, httpx.RemoteProtocolError, "it only ever announced an answer (1xx)"),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol, "its URL is not http or https"),
    (aiohttp.InvalidURL, httpx.LocalProtocolError, "its URL is not valid"),
    (aiohttp.ClientError, httpx.NetworkError, "the call failed"),
    (ValueError, httpx.LocalProtocolError, "the request is not valid HTTP"),
)
"""aiohttp's error -> httpx's, and the cause in words; the first row that fits wins, so the most
specific come first. The words never hold an address, a header or a body (aiohttp's own do)."""


def translate(error: Exception) -> httpx.TransportError:
    """Return the httpx error for one of aiohttp's; its message is the cause in words."""
    cause = tls_cause(error)
    for kind, translated, words in ERRORS:
        if isinstance(error, kind):
            return translated(cause or words)
    raise TypeError(f"not an error of aiohttp's: {type(error).__name__}")


CAUGHT = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError)


class Sessions:
    """aiohttp's, one per event loop, set up as the table of docs/adr/0004-http-transport.md says.

    `tls` carries a CA bundle and a client certificate; without it the system's authorities are
    trusted. `on_connected` is called when a new connection stands, its TLS handshake done, before
    anything is asked on it.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        on_connected: Callable[[], None] | None = None,
    ) -> None:
        self._tls = tls
        self._on_connected = on_connected
        self._sessions: weakref.WeakKeyDictionary[
            asyncio.AbstractEventLoop, aiohttp.ClientSession
        ] = weakref.WeakKeyDictionary()

    def current(self) -> aiohttp.ClientSession:
        """Give the running loop's."""
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None:
            session = self._sessions[loop] = self._open()
        return session

    async def close(self) -> None:
        """Close the sessions of this loop and of loops that have ended. May be called again."""
        current = asyncio.get_running_loop()
        for loop, session in list(self._sessions.items()):
            if loop is current or loop.is_closed():
                del self._sessions[loop]
                await session.close()

    def _open(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ssl=True if self._tls is None else self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_Response,
            trust_env=False,
            raise_for_status=False,
            trace_configs=[] if self._on_connected is None else [_telling(self._on_connected)],
        )
        # aiohttp repeats a GET by itself when a kept connection drops; how often a source is asked
        # is for its client to decide. There is no public switch, so aiohttp is pinned and the
        # behaviour tested against a raw server.
        session._retry_connection = False  # noqa: SLF001
        return session


def _telling(on_connected: Callable[[], None]) -> aiohttp.TraceConfig:
    async def tell(*_: object) -> None:
        on_connected()

    traces = aiohttp.TraceConfig()
    traces.on_connection_create_end.append(tell)
    return traces


class _Response(aiohttp.ClientResponse):
    """A response that is not waited for when its server only ever announces one (1xx)."""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        protocol = connection.protocol
        if protocol is None:
            return await super().start(connection)
        read, left = protocol.read, INTERIM_MAX + 1

        async def counted() -> Any:
            nonlocal left
            if not left:
                raise OnlyInterim
            left -= 1
            return await read()

        protocol.read = counted  # type: ignore[method-assign]  # there is no public place to count
        try:
            return await super().start(connection)
        finally:
            del protocol.read
