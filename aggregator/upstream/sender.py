"""How a call leaves: over aiohttp's connections, without a client's layers above them.

httpx's API costs more than twice what the call itself does, and aiohttp's own as much again as
what it is made of. So what is asked again and again is written by ourselves, as bytes that are
ready but for the address and the body, to a connection of aiohttp's pool; the answer is read by
aiohttp's parser. It fails in the same words as everything else (sessions.py).
"""

import asyncio
import re
import ssl
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

import aiohttp
import httpx
import yarl
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.http import RawResponseMessage
from aiohttp.streams import StreamReader
from multidict import CIMultiDictProxy

from aggregator.upstream.sessions import CAUGHT, INTERIM_MAX, OnlyInterim, Sessions, translate

_NO_LIMITS = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
"""Whoever calls has one limit over all of it."""

_BODILESS = ("GET", "HEAD")
"""Methods that say nothing of a body that they do not have."""

_UNSAYABLE = re.compile(r"[\r\n\0]")
"""What would end a header's line."""

_FRAMING = ("content-length", "transfer-encoding")
"""Headers that are ours to write."""


TRIES = 3
"""Connections of the pool, of no use any more, that are passed over for one call."""

KEPT = 1.0
"""Seconds after which connections are given back: less than aiohttp keeps those that rest."""


class CallHeaders:
    """What calls of one kind say of themselves, written out once.

    A name is one in any case: of two the later one is said, as `accept` of a connector's is.
    Raises httpx.LocalProtocolError for what no header can hold.
    """

    __slots__ = ("by_name", "has_host", "lines")

    def __init__(self, by_name: Mapping[str, str]) -> None:
        by_lower = {name.lower(): (name, value) for name, value in by_name.items()}
        self.by_name: Mapping[str, str] = dict(by_lower.values())
        self.has_host = "host" in by_lower
        said = [pair for lower, pair in by_lower.items() if lower not in _FRAMING]
        lines = "".join([f"{name}: {value}\r\n" for name, value in said])
        try:
            self.lines = lines.encode()
        except ValueError as error:
            raise translate(error) from None
        if any(_UNSAYABLE.search(name) or _UNSAYABLE.search(value) for name, value in said):
            raise translate(ValueError())


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

    async def send(self, method: str, url: str, headers: CallHeaders, body: bytes | None) -> Answer:
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
        self._pools: dict[asyncio.AbstractEventLoop, _Pool] = {}

    async def send(self, method: str, url: str, headers: CallHeaders, body: bytes | None) -> Answer:
        loop = asyncio.get_running_loop()
        start = url.find("/", url.find("//") + 2)
        origin, target = (url, "/") if start < 0 else (url[:start], url[start:].partition("#")[0])
        try:
            pool = self._pools.get(loop)
            if pool is None:
                pool = self._pools[loop] = _Pool(self._sessions.current())
            return await _sent(pool.at(origin), method, target, headers, body)
        except CAUGHT as error:
            raise translate(error) from error

    async def close(self) -> None:
        await self._sessions.close()
        current = asyncio.get_running_loop()
        for loop, pool in list(self._pools.items()):
            if loop is current or loop.is_closed():
                del self._pools[loop]
                pool.close()


class _Pool:
    """The connections of one event loop."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        if session.connector is None:  # it has been closed in the same moment
            raise httpx.ReadError("the connection was lost")
        self.connector = session.connector
        self.closed = False
        self._origins: dict[str, _Origin] = {}

    def at(self, origin: str) -> "_Origin":
        """Give what connects to `http://host:port`. There are a source's own, and no other."""
        found = self._origins.get(origin)
        if found is None:
            found = self._origins[origin] = _Origin(self, origin)
        return found

    def close(self) -> None:
        """Let go of all connections, when the session is closed."""
        self.closed = True
        for origin in self._origins.values():
            origin.let_go()


class _Origin:
    """The connections to one `http://host:port`.

    aiohttp's pool is asked for one, and given it back. In between a connection stays here for as
    long as calls follow each other: to take it out of the pool costs more than to write a request.
    """

    def __init__(self, pool: _Pool, origin: str) -> None:
        url = yarl.URL(origin, encoded=True)
        if url.scheme not in ("http", "https"):
            raise aiohttp.NonHttpUrlClientError(url)
        self.host_line = f"Host: {url.host_port_subcomponent}\r\n".encode()
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._request = _Request("GET", url, loop=self._loop)
        self._kept: list[Connection] = []
        self._timer: asyncio.TimerHandle | None = None

    async def connected(self) -> tuple[Connection, ResponseHandler, asyncio.Transport]:
        """Give a connection on which nothing has come: that would pass for the answer."""
        fresh = 0
        while fresh < TRIES:
            if self._kept:
                connection = self._kept.pop()
            else:
                fresh += 1
                connection = await self._pool.connector.connect(self._request, [], _NO_LIMITS)
            protocol = connection.protocol
            if protocol is not None and not protocol.should_close:
                transport = protocol.transport
                if transport is not None and not transport.is_closing():
                    return connection, protocol, transport
            connection.close()
        raise aiohttp.ClientConnectionError

    def keep(self, connection: Connection) -> None:
        """Take a connection whose answer has been read."""
        self._kept.append(connection)
        if self._pool.closed:
            self.let_go()
        elif self._timer is None:
            self._timer = self._loop.call_later(KEPT, self.let_go)

    def let_go(self) -> None:
        """Give aiohttp's pool the connections back, which closes them when they are not used."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._kept:
            self._kept.pop().release()


class _Request(aiohttp.ClientRequest):
    """What aiohttp's pool is asked for a connection with: it asks a request where it goes to."""

    @cached_property
    def connection_key(self) -> ConnectionKey:  # computed once
        return super().connection_key


async def _sent(
    origin: _Origin, method: str, target: str, headers: CallHeaders, body: bytes | None
) -> "_AiohttpAnswer":
    head = f"{method} {target} HTTP/1.1\r\n".encode("ascii")
    host = b"" if headers.has_host else origin.host_line
    if body or method not in _BODILESS:
        body = body or b""
        sent = b"%b%b%bContent-Length: %d\r\n\r\n%b" % (
            head, host, headers.lines, len(body), body,
        )  # fmt: skip
    else:
        sent = b"%b%b%b\r\n" % (head, host, headers.lines)
    connection, protocol, transport = await origin.connected()
    try:
        protocol.set_response_params(
            skip_payload=method == "HEAD", read_until_eof=True, auto_decompress=False
        )
        transport.write(sent)
        for _ in range(INTERIM_MAX + 1):
            message, content = await protocol.read()
            if not 100 <= message.code < 200 or message.code == 101:
                return _AiohttpAnswer(origin, connection, message, content)
    except BaseException:
        connection.close()
        raise
    connection.close()
    raise OnlyInterim


class _AiohttpAnswer:
    __slots__ = ("_connection", "_content", "_origin", "headers", "status")

    def __init__(
        self,
        origin: _Origin,
        connection: Connection,
        message: RawResponseMessage,
        content: StreamReader,
    ) -> None:
        self._origin = origin
        self._connection = connection
        self._content = content
        self.status = message.code
        self.headers: Mapping[str, str] = _Headers(message.headers)

    async def read(self, maximum: int) -> bytes | None:
        content = self._content
        try:
            if content.is_eof():  # mostly: it came with the head
                body = content.read_nowait(-1)
                return body if len(body) <= maximum else None
            if _is_longer(self.headers, maximum):
                return None
            parts: list[bytes] = []
            size = 0
            while not content.at_eof():
                parts.append(await content.readany())
                size += len(parts[-1])
                if size > maximum:
                    return None
        except CAUGHT as error:
            raise translate(error) from error
        return b"".join(parts)

    async def close(self) -> None:
        if self._content.is_eof():
            self._origin.keep(self._connection)
        else:
            self._connection.close()


class _Headers(Mapping[str, str]):
    """An answer's headers: few of them are ever read."""

    __slots__ = ("_all",)

    def __init__(self, all_of_them: CIMultiDictProxy[str]) -> None:
        self._all = all_of_them

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._all.getall(name))

    def get(self, name: str, default: Any = None) -> Any:  # callers see Mapping's own types
        found = self._all.getall(name, ())
        return ", ".join(found) if found else default

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name.lower() for name in self._all))

    def __len__(self) -> int:
        return len(set(self))


def _is_longer(headers: Mapping[str, str], maximum: int) -> bool:
    """Whether an answer says of itself that it has more bytes."""
    length = headers.get("content-length", "")
    return length.isdecimal() and (len(length) > 18 or int(length) > maximum)


class HttpxSender:
    """Sends through a transport of httpx's: what stands in the network's place in a test."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, method: str, url: str, headers: CallHeaders, body: bytes | None) -> Answer:
        request = httpx.Request(method, url, headers=dict(headers.by_name), content=body)
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
        if _is_longer(self.headers, maximum):
            return None
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
