"""What stands in the place of a system: a function from a request to a reply, and no network.

For the contract suite of connectors. Everything of ours runs as it does while serving; the reply
may be late, broken off or never end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
import orjson

from aggregator.upstream.sql.rows import Failing, RowsFailed

SQL = "SQL"
"""The method of a request that is a statement; its body is `{"sql": ..., "values": ...}`."""


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it left. `origin` is scheme, host and port; headers by lower-case names."""

    method: str
    origin: str
    path: str
    query: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class WireReply:
    """What comes back, after `seconds`.

    ending  whole; cut: the body breaks off in the middle, which HTTP sees; drip: a byte a second
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    ending: Literal["whole", "cut", "drip"] = "whole"


AnswerWire = Callable[[WireRequest], Awaitable[WireReply]]


class StandInTransport(httpx.AsyncBaseTransport):
    """Has `answer` answer what would go over the network."""

    def __init__(self, answer: AnswerWire) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        path, _, query = url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.aread()
        reply = await self._answer(WireRequest(request.method, origin, path, query, headers, body))
        await asyncio.sleep(reply.seconds)
        return httpx.Response(reply.status, headers=dict(reply.headers), stream=_Body(reply))


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: WireReply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        body = self._reply.body
        if self._reply.ending == "whole":
            yield body
        elif self._reply.ending == "cut":
            yield body[: len(body) // 2]
            raise httpx.RemoteProtocolError("its answer broke off")
        else:
            for at in range(len(body)):
                await asyncio.sleep(1.0)
                yield body[at : at + 1]


class StandInRows:
    """The same for a database: a statement is a request, `rows` in the reply are its rows."""

    def __init__(self, answer: AnswerWire, origin: str) -> None:
        self._answer = answer
        self._origin = origin

    async def fetch(
        self, sql: str, values: Mapping[str, Any], most: int
    ) -> Sequence[Mapping[str, Any]]:
        body = orjson.dumps({"sql": sql, "values": values})
        reply = await self._answer(WireRequest(SQL, self._origin, "/", body=body))
        await asyncio.sleep(reply.seconds if reply.ending != "drip" else reply.seconds + 3600)
        if reply.status != 200 or reply.ending == "cut":
            refused = reply.status in (401, 403)
            kind: Failing = "refused" if refused else "unavailable"
            raise RowsFailed(kind, "it refused" if refused else "the connection was lost")
        try:
            rows = orjson.loads(reply.body)["rows"]
        except (ValueError, KeyError, TypeError):
            raise RowsFailed("malformed", "the statement failed") from None
        return list(rows)[:most]

    async def close(self) -> None:
        """Nothing is open."""
