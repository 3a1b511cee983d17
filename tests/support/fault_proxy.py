"""A TCP proxy before a source: what goes wrong on the way is made here, byte by byte.

The demo company's own faults (aggregator/demo/faults.py) are those of its API; these are the
network's and of whatever stands between.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from functools import cache
from urllib.parse import urlsplit

from tests.support.raw_server import Conversation, RawServer

MEGABYTE = 1_000_000
HUGE = 50 * MEGABYTE
_CHUNK = b'"' + b"x" * 65_531 + b'",\n'

TrueAnswer = Callable[[], Awaitable[bytes]]
"""Asks the source and gives its whole answer, head and body."""

Fault = Callable[[Conversation, TrueAnswer], Awaitable[None]]
"""Answers one request in the source's place."""


class FaultProxy(RawServer):
    """Stands before `target` ("http://127.0.0.1:PORT") and passes its answers on, whole.

    While `fault` is set, requests whose path begins with `strikes` meet it instead: `struck` counts
    them, `meeting` those that meet it now.
    """

    def __init__(self, target: str) -> None:
        super().__init__(self._answer)
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self.fault: Fault | None = None
        self.strikes = "/"
        self.struck = 0
        self.meeting = 0

    async def _answer(self, conversation: Conversation) -> None:
        async def true_answer() -> bytes:
            return await self._ask(conversation.request)

        if self.fault is None or not conversation.path.startswith(self.strikes):
            await conversation.send(await true_answer())
            return
        self.struck += 1
        self.meeting += 1
        try:
            await self.fault(conversation, true_answer)
        finally:
            self.meeting -= 1

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self._target)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
            return head + await reader.readexactly(int(length))
        finally:
            writer.close()
            await writer.wait_closed()


def whole(body: bytes, *lines: str, status: int = 200) -> Fault:
    """Say `body` as JSON, with such header lines beside; a later line overrules an earlier one."""
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    headers |= dict(line.split(": ", 1) for line in lines)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def fault(conversation: Conversation, true_answer: TrueAnswer) -> None:
        await conversation.send(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)

    return fault


def redirect(status: int, elsewhere: str) -> Fault:
    """Send callers to another host."""
    return whole(b"", f"Location: {elsewhere}/taken", status=status)


def latency(seconds: float) -> Fault:
    async def fault(conversation: Conversation, true_answer: TrueAnswer) -> None:
        await asyncio.sleep(seconds)
        await conversation.send(await true_answer())

    return fault


def drip(every: float) -> Fault:
    """The true answer and 64 kB of blanks after it, 100 bytes at a time."""

    async def fault(conversation: Conversation, true_answer: TrueAnswer) -> None:
        head, body = (await true_answer()).split(b"\r\n\r\n", 1)
        told = f"Content-Length: {len(body)}".encode()
        assert told in head
        head = head.replace(told, f"Content-Length: {len(body) + 65_536}".encode())
        answer = head + b"\r\n\r\n" + body + b" " * 65_536
        for start in range(0, len(answer), 100):
            await conversation.send(answer[start : start + 100])
            await asyncio.sleep(every)

    return fault


async def hang(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """Take the request and say nothing."""
    await conversation.reader.read()


async def reset(conversation: Conversation, true_answer: TrueAnswer) -> None:
    conversation.reset()


async def slices(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """The true answer, each byte a packet of its own."""
    for byte in await true_answer():
        await conversation.send(bytes((byte,)))
        await asyncio.sleep(0)


async def cut(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """The true answer but for its last bytes."""
    await conversation.send((await true_answer())[:-5])
    conversation.hang_up()


async def garbage(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """Bytes that are no HTTP."""
    await conversation.send(b"\x16\x03\x01 SSH-2.0-OpenSSH_9.6\r\n\x00\xff\r\n\r\n")
    conversation.hang_up()


async def endless_head(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """A head of 50 MB."""
    await _flood(conversation, b"HTTP/1.1 200 OK\r\nX-Junk: ", b"j" * 65_536)


async def huge(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """50 MB of JSON, their number not told before."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    await _flood(conversation, head + b'{"data": [', _CHUNK)


async def huge_and_told(conversation: Conversation, true_answer: TrueAnswer) -> None:
    """50 MB of JSON, their number in the head."""
    await _flood(
        conversation, f"HTTP/1.1 200 OK\r\nContent-Length: {HUGE}\r\n\r\n".encode(), _CHUNK
    )


async def _flood(conversation: Conversation, head: bytes, chunk: bytes) -> None:
    await conversation.send(head)
    for _ in range(HUGE // len(chunk)):
        await conversation.send(chunk)
    conversation.hang_up()


@cache
def gzip_bomb() -> Fault:
    """50 kB that would be 50 MB."""
    bomb = gzip.compress(b'{"data": [' + b'"x",' * (HUGE // 4), compresslevel=9)
    return whole(bomb, "Content-Encoding: gzip")
