"""A TCP server that speaks whatever bytes a test tells it to, and counts what it was asked.

It is given one script for every request, or several: one a request, the last one again and again.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self


class Conversation:
    """One connection, from the server's side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.request = b""

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode() if self.request else ""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def hang_up(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def read_request(self) -> bytes:
        """One request, head and body; empty when the client hung up."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                return head + await self.reader.readexactly(int(value))
        return head


Script = Callable[[Conversation], Awaitable[None]]
"""Answers one request that has been read."""


class RawServer:
    """`async with RawServer(script) as server:` listens on a free port of 127.0.0.1.

    `requests` holds the bytes of each request, `connections` how many were accepted.
    With `greet` the script runs as soon as a connection is accepted, before anything is read.
    """

    def __init__(
        self, *scripts: Script, tls: ssl.SSLContext | None = None, greet: bool = False
    ) -> None:
        self._scripts = scripts
        self._tls = tls
        self._greet = greet
        self._tasks: set[asyncio.Task[None]] = set()
        self.requests: list[bytes] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        """How many connections are open now."""
        return len(self._tasks)

    @property
    def paths(self) -> list[str]:
        """The target of each request's first line."""
        return [request.split(b" ", 2)[1].decode() for request in self.requests]

    def heads(self, name: str) -> list[str | None]:
        """Each request's value of one header."""
        return [_headers(request).get(name.lower()) for request in self.requests]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.get_running_loop().create_task(self._serve(Conversation(reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, conversation: Conversation) -> None:
        try:
            while not conversation.writer.is_closing():
                if not self._greet:
                    request = await conversation.read_request()
                    if not request:
                        break
                    self.requests.append(request)
                    conversation.request = request
                turn = len(self.requests) or self.connections
                await self._scripts[min(turn, len(self._scripts)) - 1](conversation)
                if self._greet:
                    break
        except ConnectionError:
            pass  # the client left in the middle of an answer
        finally:
            conversation.writer.close()
            # A client that was cancelled may have left the connection in any state.
            await asyncio.gather(conversation.writer.wait_closed(), return_exceptions=True)


def reply(
    body: bytes = b"{}", status: int = 200, headers: Mapping[str, str] | None = None
) -> Script:
    """A whole, well-formed answer; the connection is kept."""
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return say(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)


def say(data: bytes) -> Script:
    """These bytes; the connection is kept."""

    async def script(conversation: Conversation) -> None:
        await conversation.send(data)

    return script


def say_and_hang_up(data: bytes = b"") -> Script:
    async def script(conversation: Conversation) -> None:
        await conversation.send(data)
        conversation.hang_up()

    return script


def say_and_reset(data: bytes = b"") -> Script:
    """RST may overtake `data`; use it for what happens before an answer."""

    async def script(conversation: Conversation) -> None:
        await conversation.send(data)
        conversation.reset()

    return script


def say_and_hang(data: bytes = b"") -> Script:
    """These bytes, then nothing until the test is over."""

    async def script(conversation: Conversation) -> None:
        await conversation.send(data)
        await asyncio.Event().wait()

    return script


def drip(head: bytes, byte: bytes = b" ", every: float = 0.005) -> Script:
    """A head, then a byte now and then, for ever: no single read is slow, the answer is."""

    async def script(conversation: Conversation) -> None:
        await conversation.send(head)
        while True:
            await conversation.send(byte)
            await asyncio.sleep(every)

    return script


def flood(head: bytes, chunk: bytes, times: int, told: list[int] | None = None) -> Script:
    """A head, then `chunk` so many times; `told` gathers the bytes that went out."""

    async def script(conversation: Conversation) -> None:
        await conversation.send(head)
        for _ in range(times):
            await conversation.send(chunk)
            if told is not None:
                told.append(len(chunk))

    return script


def _headers(request: bytes) -> dict[str, str]:
    lines = request.split(b"\r\n\r\n", 1)[0].decode().split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}


def closed_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
