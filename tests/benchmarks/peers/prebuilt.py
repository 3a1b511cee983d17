"""The four sources, with every answer built before it is measured: bytes looked up by a request's.

`python -m tests.benchmarks.peers.prebuilt DAY` prints its addresses. The demo company answers what
was never asked before; from then on the answer is a dictionary's. Beside the sources' own routes:

    GET /_bench?delay=0.02&dead=billing   answer after so many seconds; that source answers 503
    GET /_bench/calls                     calls since the start
"""

import asyncio
import sys
from datetime import date
from urllib.parse import parse_qs, urlsplit

import aiohttp
import orjson
import uvloop

from aggregator.demo.company import DemoCompany
from tests.benchmarks.peers.customers import company

TOKEN = b'{"access_token":"prebuilt","token_type":"Bearer","expires_in":86400}'
_DEAD = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\n\r\n{}"
)


def reply(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Shelf:
    """All answers, and how they are given."""

    def __init__(self, demo: DemoCompany) -> None:
        self.demo = demo
        self.answers: dict[tuple[str, bytes, bytes], bytes] = {}
        self.delay = 0.0
        self.dead = ""
        self.calls = 0
        self._session: aiohttp.ClientSession | None = None
        self._token = ""

    async def build(self, source: str, line: bytes, body: bytes) -> bytes:
        """Ask the demo company."""
        method, target, _ = line.decode().split(" ")
        if target == "/oauth/token":
            return reply(TOKEN)
        url = self.demo.sources[source].url
        headers = {"Content-Type": "application/json", **await self._headers(source)}
        session = self._opened()
        async with session.request(method, url + target, data=body, headers=headers) as answer:
            read = await answer.read()
        if answer.status != 200:
            raise AssertionError(f"{source} answered {method} {target} with {answer.status}")
        return reply(read)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def _headers(self, source: str) -> dict[str, str]:
        given = self.demo.sources[source].credentials
        if source == "billing":
            return {"X-Api-Key": given["key"]}
        if source == "product":
            return {"Authorization": f"Bearer {given['token']}"}
        if source == "helpdesk":
            return {
                "Authorization": aiohttp.encode_basic_auth(given["username"], given["password"])
            }
        if not self._token:
            form = {"grant_type": "client_credentials", **given}
            url = f"{self.demo.sources[source].url}/oauth/token"
            async with self._opened().post(url, data=form) as answer:
                self._token = (await answer.json())["access_token"]
        return {"Authorization": f"Bearer {self._token}"}

    def told(self, target: str) -> bytes:
        """Answer a `/_bench` route."""
        parts = urlsplit(target)
        if parts.path == "/_bench":
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.delay, self.dead = float(given.get("delay", "0")), given.get("dead", "")
        return reply(orjson.dumps({"calls": self.calls}))


class Connection(asyncio.Protocol):
    """One kept connection; requests come one after the other."""

    transport: asyncio.Transport

    def __init__(self, source: str, shelf: Shelf) -> None:
        self.source = source
        self.shelf = shelf
        self.waiting = b""
        self.loop = asyncio.get_running_loop()
        self.building: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a server's always is

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        head, separator, rest = self.waiting.partition(b"\r\n\r\n")
        if not separator:
            return
        length = 0
        place = head.lower().find(b"\r\ncontent-length:")
        if place >= 0:
            length = int(head[place + 17 :].split(b"\r\n", 1)[0])
        if len(rest) < length:
            return
        self.waiting = b""
        self._answer(head.split(b"\r\n", 1)[0], rest)

    def _answer(self, line: bytes, body: bytes) -> None:
        shelf = self.shelf
        if line.startswith(b"GET /_bench"):
            self.transport.write(shelf.told(line.split(b" ")[1].decode()))
            return
        shelf.calls += 1
        if shelf.dead == self.source:
            answer: bytes | None = _DEAD
        else:
            answer = shelf.answers.get((self.source, line, body))
        if answer is None:
            self.building = self.loop.create_task(self._build(line, body))
        elif shelf.delay:
            self.loop.call_later(shelf.delay, self.transport.write, answer)
        else:
            self.transport.write(answer)

    async def _build(self, line: bytes, body: bytes) -> None:
        answer = await self.shelf.build(self.source, line, body)
        self.shelf.answers[self.source, line, body] = answer
        self.transport.write(answer)


async def _serve(demo: DemoCompany) -> None:
    loop, shelf = asyncio.get_running_loop(), Shelf(demo)
    urls = {}
    for source in demo.sources:

        def make(source: str = source) -> Connection:
            return Connection(source, shelf)

        server = await loop.create_server(make, "127.0.0.1", 0, backlog=1024)
        urls[source] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sys.stdout.write(orjson.dumps(urls).decode() + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    with DemoCompany(latency=0.0, data=company(date.fromisoformat(sys.argv[1]))) as running:
        uvloop.run(_serve(running))
