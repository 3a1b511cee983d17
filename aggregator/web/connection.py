"""One connection: a request that begins must be whole in time, else the connection is closed.

uvicorn bounds how long a connection is idle after an answer, not how long a request may take to
arrive: whoever opens connections and finishes nothing on them would hold as many files open.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 20.0
"""From the first byte, or from connecting, to the last; a body that the service reads has less."""


class Connection(H11Protocol):
    """uvicorn's own, with a last moment for what has begun to arrive."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Keep the time while a request is not whole; there is none while one is answered."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._forget()
        elif self._late is None:
            self._late = self.loop.call_later(SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
