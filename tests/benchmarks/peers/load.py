"""Asks one server over kept connections, as fast as it answers or at a pace, and keeps what it saw.

At a pace each request has its moment; its wait counts from there, also where it could not leave.
"""

import asyncio
import hashlib
import hmac
import time
from dataclasses import dataclass, field

import orjson

SECONDS_MAX = 60.0
"""Of one turn: whatever is not answered then is a failure."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as bytes, and what names it among the others."""

    name: str
    wire: bytes


def asking(email: str, keys: list[str], secret: str) -> Asking:
    """Give the request for the cards of one customer, signed."""
    body = orjson.dumps({"cardKeys": keys, "customer": {"email": email}})
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    head = (
        "POST /cards HTTP/1.1\r\nHost: peers\r\nContent-Type: application/json\r\n"
        f"Plain-Request-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Asking(email, head.encode() + body)


@dataclass(slots=True)
class Tally:
    """What came of a turn: milliseconds of each answer, bodies by request, and what was no 200."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    differing: int = 0


class _Caller(asyncio.Protocol):
    """One connection: the next request leaves when the answer to the last one is whole."""

    transport: asyncio.Transport

    def __init__(self, turn: "_Turn") -> None:
        self.turn = turn
        self.waiting = b""
        self.asked: Asking | None = None
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # TCP's always is
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.asked is not None:
            self.turn.tally.refused.append("it hung up")
            self.asked = None
        self.turn.left_one()

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        head, separator, body = self.waiting.partition(b"\r\n\r\n")
        if not separator:
            return
        place = head.lower().find(b"\r\ncontent-length:")
        length = int(head[place + 17 :].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        self.waiting = b""
        self.turn.answered(self, head, body)
        self._next()

    def _next(self) -> None:
        self.asked, moment = self.turn.take()
        if self.asked is None:
            self.transport.close()
            return
        self.began = time.perf_counter() if moment is None else moment
        early = self.began - time.perf_counter()
        if early > 0:
            asyncio.get_running_loop().call_later(early, self.transport.write, self.asked.wire)
        else:
            self.transport.write(self.asked.wire)


class _Turn:
    def __init__(
        self,
        askings: list[Asking],
        count: int,
        expected: dict[str, bytes],
        rate: float | None,
    ) -> None:
        self.tally = Tally()
        self._each = None if rate is None else 1 / rate
        self._moment = time.perf_counter()
        self._askings = askings
        self._left = count
        self._expected = expected
        self._open = 0
        self.done = asyncio.Event()

    def take(self) -> tuple[Asking | None, float | None]:
        """Give the next request, and its moment where there is a pace."""
        if self._left <= 0:
            return None, None
        self._left -= 1
        asking = self._askings[self._left % len(self._askings)]
        if self._each is None:
            return asking, None
        self._moment += self._each
        return asking, self._moment

    def answered(self, caller: _Caller, head: bytes, body: bytes) -> None:
        asked = caller.asked
        if asked is None:
            raise AssertionError("an answer to nothing")
        status = head.split(b" ", 2)[1]
        if status != b"200":
            self.tally.refused.append(status.decode())
        self.tally.waits.append((time.perf_counter() - caller.began) * 1000)
        self.tally.bodies[asked.name] = body
        if self._expected and self._expected[asked.name] != body:
            self.tally.differing += 1
        caller.asked = None

    async def run(self, port: int, connections: int) -> Tally:
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self._open = connections
        for _ in range(connections):
            await loop.create_connection(lambda: _Caller(self), "127.0.0.1", port)
        async with asyncio.timeout(SECONDS_MAX):
            await self.done.wait()
        self.tally.seconds = time.perf_counter() - began
        return self.tally

    def left_one(self) -> None:
        self._open -= 1
        if not self._open:
            self.done.set()


async def put_load(
    port: int,
    askings: list[Asking],
    count: int,
    connections: int,
    expected: dict[str, bytes] | None = None,
    rate: float | None = None,
) -> Tally:
    """Ask `count` times, `connections` at once; `expected` are the bodies that must come.

    `rate`: so many requests a second, where they can be answered.
    """
    return await _Turn(askings, count, expected or {}, rate).run(port, min(connections, count))
