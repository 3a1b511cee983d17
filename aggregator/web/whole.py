"""A request for cards that came whole: read at a glance, and answered in one piece.

Nearly all of Plain's are alike: one `POST /cards` in one packet, which ends where its length says
and has nothing that says how to go on. Reading it event by event, and writing head and body of its
answer one after the other, takes longer than all that is done to verify it. So what cannot be
understood in two ways is read here; whatever else comes, if it is only unusual, is left to h11
(framing.py). What is read here h11 would read as the same: tests/web/test_whole.py.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, RequestResponseCycle

from aggregator.web.framing import HEAD

_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
_LINE = _TOKEN + rb": [!-~]+(?: [!-~]+)*\r\n"
_HEAD = re.compile(rb"POST (/cards/?) HTTP/1\.1\r\n((?:" + _LINE + rb")+)\r\n")

_GOING_ON = frozenset((b"transfer-encoding", b"expect", b"upgrade", b"trailer", b"te"))
"""Headers that say how to go on: they are h11's to heed."""

_CLOSE = (b"connection", b"close")
_BODY = "aggregator.whole_body"


class WholeRequest(NamedTuple):
    """Header names are in lower case, and each is there once."""

    path: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


def read_whole(data: bytes) -> WholeRequest | None:
    """Read the request that `data` is, from first byte to last; None: it is not so plain."""
    head = _HEAD.match(data)
    if head is None or head.end() > HEAD:
        return None
    headers = []
    for line in head[2].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b": ")
        headers.append((name.lower(), value))
    by_name = dict(headers)
    if (
        len(by_name) < len(headers)
        or b"host" not in by_name
        or by_name.get(b"content-length") != b"%d" % (len(data) - head.end())
        or by_name.get(b"connection", b"keep-alive").lower() != b"keep-alive"
        or not _GOING_ON.isdisjoint(by_name)
    ):
        return None
    return WholeRequest(head[1], headers, data[head.end() :])


def whole_body(scope: Mapping[str, Any]) -> bytes | None:
    """Give the body of a request that was read here; None: it is to be received."""
    body: bytes | None = scope.get("state", {}).get(_BODY)
    return body


class WholeCycle(RequestResponseCycle):
    """uvicorn's cycle of request and answer, without h11. The answer has one head and one body."""

    def __init__(self, body: bytes, **named: Any) -> None:
        super().__init__(**named)
        self.scope["state"][_BODY] = body
        self._whole: bytes | None = body
        self._start: Any = None

    async def receive(self) -> Any:
        if self._whole is not None:
            body, self._whole = self._whole, None
            return {"type": "http.request", "body": body, "more_body": False}
        if not self.disconnected and not self.response_complete:
            await self.message_event.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Write head and body at once. RuntimeError when they come in any other way."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if not self.response_started and message["type"] == "http.response.start":
            self.response_started = True
            self._start = message
            return
        if message["type"] != "http.response.body" or self._start is None:
            raise RuntimeError(f"{message['type']} came out of turn")
        status, headers = self._start["status"], self._start["headers"]
        self._start = None
        body = message.get("body", b"")
        if message.get("more_body"):
            raise RuntimeError("the answer comes in more than one piece")
        headers = _with_length(headers, len(body))
        self.transport.write(_head(status, [*self.default_headers, *headers]) + body)
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive or _CLOSE in headers:
            self.transport.close()
        self.on_response()


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """Tell the body's length where nobody did, as in uvicorn's own 500. RuntimeError: another."""
    told = (b"content-length", b"%d" % length)
    if told in headers:
        return headers
    if any(name == b"content-length" for name, _ in headers):
        raise RuntimeError("the answer tells another length than it has")
    return [*headers, told]


def _head(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    """Write status line and headers. RuntimeError for a header that would be several lines."""
    lines = b"".join([b"%b: %b\r\n" % pair for pair in headers])
    if lines.count(b"\n") > len(headers) or lines.count(b"\r") > len(headers):
        raise RuntimeError("a header of the answer holds the end of a line")
    return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, STATUS_PHRASES[status], lines)
