"""What can be made to go wrong in a demo system, on demand.

| fault       | what the caller meets                                                         |
|-------------|-------------------------------------------------------------------------------|
| latency     | the true answer after `seconds`                                               |
| hang        | silence: for `seconds`, then the true answer; without `seconds` for ever      |
| 4xx / 5xx   | that status ("500", "503", "401"...) with a JSON error                        |
| 429         | with `Retry-After: retry_after` (a number of seconds, or a date as text)      |
| reset       | the connection is reset (RST) before a byte of the answer                     |
| not-http    | bytes that are no HTTP response, then the end of the connection               |
| cut         | a response that promises more bytes than come                                 |
| garbage     | 200, content type JSON, a body that is not JSON                               |
| html        | 200, a login page                                                             |
| errors      | 200, GraphQL's way to fail: `errors` and null data                            |
| wrong-shape | 200, JSON of another shape than the API's                                     |
| huge        | 200, JSON of 50 MB, streamed                                                  |
| none        | all well again                                                                |
"""

import asyncio
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

HUGE_BYTES = 50_000_000
_CHUNK = b'"' + b"x" * 65_531 + b'",\n'

_BODIES: Mapping[str, tuple[str, bytes]] = {
    "garbage": ("application/json", b'{"data": [{"id": "1", \xff\xfe ...'),
    "html": ("text/html", b"<!doctype html><html><title>Sign in</title><form></form></html>"),
    "errors": (
        "application/json",
        b'{"data": null, "errors": [{"message": "Internal error", "path": ["users"]}]}',
    ),
    "wrong-shape": (
        "application/json",
        b'{"status": "ok", "items": {"first": {"value": [1, 2, 3]}}, "count": "many"}',
    ),
}
_OTHERS = frozenset({"latency", "hang", "reset", "not-http", "cut", "huge"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing going wrong. `kind` is from the table above.

    routes  prefixes of a route's label ("GET /v1/invoices") or path ("/v1"); empty: all routes,
            that of tokens included
    times   how many calls it strikes before all is well again; None: until it is taken away
    """

    kind: str
    seconds: float | None = None
    retry_after: float | str | None = None
    routes: tuple[str, ...] = ()
    times: int | None = None

    @classmethod
    def parse(cls, body: Any) -> "Fault | None":
        """Read `{"fault": "429", "retry_after": 7}`; None for "none". ValueError says the rule."""
        known = {"fault", "seconds", "retry_after", "routes", "times"}
        if not isinstance(body, dict) or body.keys() - known:
            raise ValueError(
                "A fault is a JSON object of: fault, seconds, retry_after, routes, times"
            )
        kind = str(body.get("fault"))
        if kind == "none":
            return None
        status = kind.isascii() and kind.isdigit() and 400 <= int(kind) <= 599
        if not status and kind not in _BODIES and kind not in _OTHERS:
            names = ", ".join(sorted([*_BODIES, *_OTHERS, "none"]))
            raise ValueError(f"fault is a status from 400 to 599 or one of: {names}")
        seconds, times, routes = body.get("seconds"), body.get("times"), body.get("routes") or ()
        if seconds is not None and not (type(seconds) in {int, float} and seconds >= 0):
            raise ValueError("seconds is a number from 0")
        if kind == "latency" and seconds is None:
            raise ValueError("latency needs seconds")
        if times is not None and not (type(times) is int and times > 0):
            raise ValueError("times is a whole number from 1")
        if not isinstance(routes, list | tuple) or not all(isinstance(r, str) for r in routes):
            raise ValueError("routes is a list of texts")
        return cls(kind, seconds, body.get("retry_after"), tuple(routes), times)

    def strikes(self, label: str, path: str) -> bool:
        return not self.routes or any(
            label.startswith(prefix) or path.startswith(prefix) for prefix in self.routes
        )


async def pause(seconds: float | None, ended: asyncio.Event) -> None:
    """Wait `seconds` (None: for ever), or until what is waited for is over."""
    try:
        await asyncio.wait_for(ended.wait(), seconds)
    except TimeoutError:
        return


async def answer(
    fault: Fault, request: web.Request, mended: asyncio.Event, stopping: asyncio.Event
) -> web.StreamResponse | None:
    """Do to `request` what `fault` says; None: the true answer follows."""
    if fault.kind in {"latency", "hang"}:
        await pause(fault.seconds, mended)
        return _drop(request, reset=True) if stopping.is_set() else None
    if fault.kind in _BODIES:
        content_type, body = _BODIES[fault.kind]
        return web.Response(body=body, content_type=content_type)
    if fault.kind == "huge":
        return await _stream(request)
    if fault.kind in _OTHERS:
        return _drop(request, reset=fault.kind == "reset", first=_FIRST.get(fault.kind, b""))
    return _status(int(fault.kind), fault.retry_after)


_FIRST = {
    "not-http": b"\x16\x03\x01 SSH-2.0-OpenSSH_9.6\r\n\x00\xff\r\n\r\n",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
}


def _status(status: int, retry_after: float | str | None) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = {"error": {"code": "fault", "message": "Something went wrong on our side"}}
    return web.Response(
        status=status,
        body=orjson.dumps(body),
        content_type="application/json",
        headers=headers,
    )


def _drop(request: web.Request, *, reset: bool, first: bytes = b"") -> web.Response:
    """End the connection under the caller, after `first` bytes written raw."""
    transport = request.transport
    if transport is not None:
        if first:
            transport.write(first)
        if reset:
            # Lingering for zero seconds makes the kernel send RST instead of FIN.
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
    return web.Response()  # goes nowhere: the transport is closing


async def _stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    with suppress(ConnectionResetError):  # the caller had enough, as it should
        await response.prepare(request)
        await response.write(b'{"data": [')
        for _ in range(HUGE_BYTES // len(_CHUNK)):
            await response.write(_CHUNK)
        await response.write(b'"x"]}')
        await response.write_eof()
    return response
