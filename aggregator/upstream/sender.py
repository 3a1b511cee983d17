"""How a call leaves: over aiohttp, without another client's layers above it.

httpx's API costs more than twice what the call itself does; for the calls of every request that is
a quarter of its processor time. So what is asked again and again goes straight to aiohttp, and
fails in the same words.
"""

import ssl
from collections.abc import Mapping, Sequence
from typing import Protocol

import aiohttp
import httpx
import yarl

from aggregator.upstream.sessions import CAUGHT, Sessions, translate

_NO_LIMITS = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Whoever calls has one limit over all of it."""

_CONTENT = "Content-Type"
_OURS = ("Accept", "Accept-Encoding", _CONTENT, "User-Agent")
"""Headers that aiohttp would add by itself; the content's type, where there is a body."""


def _unsaid(headers: Mapping[str, str], body: bytes | None) -> Sequence[str] | None:
    """Which headers aiohttp is not to add; None, which costs it nothing, where all are said."""
    unsaid = [name for name in _OURS if name not in headers]
    return None if not unsaid or (unsaid == [_CONTENT] and not body) else unsaid


class Answer(Protocol):
    """An answer that has begun; `headers` by lower-case names, repeated ones joined."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...

    async def read(self, maximum: int) -> bytes | None:
        """Give the body, never decoded; None, as soon as it is known to have more than `maximum`.

        Raises httpx.TransportError.
        """
        ...

    async def close(self) -> None:
        """Give the connection back, or drop it where the body was not read to its end."""
        ...


class Sender(Protocol):
    """Sends calls, each once and without a limit of time. Follows and keeps nothing."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """Give the answer as soon as its head is there. Raises httpx.TransportError.

        `url` is encoded already, and without user info.
        """
        ...

    async def close(self) -> None:
        """Close the connections. May be called again."""
        ...


class AiohttpSender:
    """Sends over aiohttp; `tls` is that of `Sessions`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._sessions = Sessions(tls)

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        try:
            response = await self._sessions.current().request(
                method,
                yarl.URL(url, encoded=True),
                headers=headers,
                data=body,
                skip_auto_headers=_unsaid(headers, body),
                allow_redirects=False,
                timeout=_NO_LIMITS,
            )
        except CAUGHT as error:
            raise translate(error) from error
        return _AiohttpAnswer(response)

    async def close(self) -> None:
        await self._sessions.close()


class _AiohttpAnswer:
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = _joined(response)

    async def read(self, maximum: int) -> bytes | None:
        content = self._response.content
        parts: list[bytes] = []
        size = 0
        try:
            while not content.at_eof():
                parts.append(await content.readany())
                size += len(parts[-1])
                if size > maximum:
                    return None
        except CAUGHT as error:
            raise translate(error) from error
        return b"".join(parts)

    async def close(self) -> None:
        # Read to its end, the connection is back in the pool already; else this drops it.
        self._response.close()


class HttpxSender:
    """Sends through a transport of httpx's: what stands in the network's place in a test."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        request = httpx.Request(method, url, headers=dict(headers), content=body)
        return _HttpxAnswer(await self._transport.handle_async_request(request))

    async def close(self) -> None:
        await self._transport.aclose()


class _HttpxAnswer:
    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    async def read(self, maximum: int) -> bytes | None:
        if self._response.is_stream_consumed:  # httpx.MockTransport hands over bodies it has read
            body = self._response.content
            return body if len(body) <= maximum else None
        parts: list[bytes] = []
        size = 0
        async for part in self._response.aiter_raw():
            size += len(part)
            if size > maximum:
                return None
            parts.append(part)
        return b"".join(parts)

    async def close(self) -> None:
        await self._response.aclose()


def _joined(response: aiohttp.ClientResponse) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in response.headers.items():
        low = name.lower()
        joined[low] = f"{joined[low]}, {value}" if low in joined else value
    return joined
