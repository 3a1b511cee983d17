"""Many agents at once, each a new customer of a real service, over plain sockets: cheap to ask.

Load from a client that thinks as much as the service does would be measured instead of it.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from aggregator.demo.setting import HEADER, SIGNING_SECRET, WORKSPACE
from aggregator.domain.plain.signature import sign

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Met:
    """What the crowd met: answers by status, seconds until each 200, refusals that said nothing."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    mute: int = 0
    seconds: float = 0.0

    @property
    def answered(self) -> float:
        """Cards answered a second, while they were asked for."""
        return self.statuses[200] / self.seconds


class Crowd:
    """Asks the service at `port` for `keys`, for each of `emails` in turn under a new Plain id."""

    def __init__(self, port: int, keys: Sequence[str], emails: Sequence[str]) -> None:
        self._port = port
        self._keys = list(keys)
        self._emails = emails
        self._people = itertools.count()
        self._idle: list[Connection] = []

    async def closed(self, agents: int, seconds: float) -> Met:
        """Let `agents` each open the next customer as soon as the last is answered."""
        met, until, began = Met(), time.monotonic() + seconds, time.monotonic()

        async def agent() -> None:
            while time.monotonic() < until:
                await self._ask(met)

        await asyncio.gather(*(agent() for _ in range(agents)))
        met.seconds = time.monotonic() - began
        return met

    async def open(self, rate: float, seconds: float) -> Met:
        """Open `rate` customers a second, whatever becomes of them."""
        met, began, tasks = Met(), time.monotonic(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            tasks.append(asyncio.create_task(self._ask(met)))
        met.seconds = time.monotonic() - began
        while_asked = Counter(met.statuses)
        await asyncio.gather(*tasks)
        met.statuses[200] = while_asked[200]  # what came later was answered after the rush
        return met

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()

    async def _ask(self, met: Met) -> None:
        began = time.monotonic()
        reader, writer = self._idle.pop() if self._idle else await self._connect()
        writer.write(self._request())
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if line)
        await reader.readexactly(int(fields[b"content-length"]))
        self._idle.append((reader, writer))
        status = int(head[9:12])
        met.statuses[status] += 1
        if status == 200:
            met.waits.append(time.monotonic() - began)
        elif status != 503 or b"retry-after" not in fields:
            met.mute += 1

    async def _connect(self) -> Connection:
        return await asyncio.open_connection("127.0.0.1", self._port)

    def _request(self) -> bytes:
        number = next(self._people)
        customer = {"id": f"c_{number}", "email": self._emails[number % len(self._emails)]}
        raw = json.dumps({"cardKeys": self._keys, "customer": customer}).encode()
        head = (
            f"POST /cards HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"{': '.join(HEADER)}\r\nPlain-Workspace-Id: {WORKSPACE}\r\n"
            f"Plain-Request-Signature: {sign(SIGNING_SECRET, raw)}\r\n"
            f"Content-Length: {len(raw)}\r\n\r\n"
        )
        return head.encode() + raw
