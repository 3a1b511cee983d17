"""One connection, with an end to everything that its client may leave undone.

uvicorn bounds how long a connection is idle after an answer. Here are the others: a request that
begins must be whole in time, an answer must be read, and what is no HTTP is refused and closed.
Whoever opens connections and does nothing on them would hold as many files open.
"""

import asyncio
import sys
from typing import Any

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from aggregator.web.door import Door, Standing
from aggregator.web.framing import Framing
from aggregator.web.whole import WholeCycle, WholeRequest, read_whole

ARRIVAL = 20.0
"""Seconds from a request's first byte, or from connecting, to its last; a body that the service
reads has less."""

UNREAD = 20.0
"""Seconds for which an answer may lie here while its client reads nothing of it."""

LOOKS = 4
"""How often it is looked at in that time whether less is left."""

_REFUSAL = orjson.dumps(
    {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "code": "INVALID_HTTP",
        "detail": "The request is no HTTP, or where it ends is not clear.",
    }
)
_REFUSAL_HEADERS = [
    (b"content-type", b"application/problem+json"),
    (b"content-length", str(len(_REFUSAL)).encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"connection", b"close"),
]


class Connection(H11Protocol):
    """uvicorn's own, with a last moment for what is to arrive and for what is to be read."""

    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _left = sys.maxsize
    """Bytes unsent when it was last looked; so many at first that any number is fewer."""
    _still = 0
    """Looks in a row at which no fewer were left."""

    def __init__(self, *arguments: Any, door: Door, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.door = door
        self.conn = Framing()
        self.app_state = Standing(lambda: door.vouch(self)).state()

    @property
    def busy(self) -> bool:
        """Whether a whole request is being answered, and the answer read."""
        return (
            bool(self.cycle)  # None before the first, whatever its type says
            and not self.cycle.response_complete
            and self.conn.their_state is not h11.SEND_BODY
            and not self.flow.write_paused
        )

    def turn_out(self) -> None:
        """Close at once, whatever is still to be sent."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.door.enter(self)
        self._watch_arrival()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():  # under TLS, what was on its way is still given
            return
        if self._answers_whole:
            # The next one, sent before this one was answered: kept where h11 will find it.
            self.conn.receive_data(data)
            self.flow.pause_reading()
            return
        whole = read_whole(data) if self._at_a_beginning else None
        if whole is not None:
            self._answer_whole(whole)
            return
        super().data_received(data)
        self._watch_arrival()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._left = sys.maxsize  # it was read: whatever is left at the next look is fewer

    def on_response_complete(self) -> None:
        self.door.used(self)
        beside_h11 = isinstance(self.cycle, WholeCycle)
        super().on_response_complete()
        if self.conn.trailing_data[0]:
            if beside_h11 and not self.transport.is_closing():
                self.handle_events()
            self._watch_arrival()
        self._watch_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.door.leave(self)
        self._forget_arrival()
        if self._unread is not None:
            self._unread.cancel()
        self.app_state = {}  # it refers to this connection
        super().connection_lost(exc)

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: anybody may ask for another protocol, and is answered in this one."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 uvicorn's words say less
        """Refuse what is no HTTP, unless an answer has begun already, and close."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in (
                h11.Response(status_code=400, headers=_REFUSAL_HEADERS, reason=b"Bad Request"),
                h11.Data(data=_REFUSAL),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._watch_reading()

    @property
    def _answers_whole(self) -> bool:
        return isinstance(self.cycle, WholeCycle) and not self.cycle.response_complete

    @property
    def _at_a_beginning(self) -> bool:
        """Whether the next byte is a request's first."""
        conn = self.conn
        return (
            conn.their_state is h11.IDLE
            and conn.our_state is h11.IDLE
            and conn.trailing_data == (b"", False)
        )

    def _answer_whole(self, request: WholeRequest) -> None:
        """Have a request answered that h11 need not see."""
        self._unset_keepalive_if_required()
        self._forget_arrival()
        self.headers = request.headers
        self.scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": "POST",
            "root_path": "",
            "path": request.path.decode("ascii"),
            "raw_path": request.path,
            "query_string": b"",
            "headers": request.headers,
            "state": self.app_state.copy(),
        }
        self.cycle = WholeCycle(
            request.body,
            scope=self.scope,
            conn=self.conn,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            on_response=self.on_response_complete,
        )
        task = self.loop.create_task(self.cycle.run_asgi(self.app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _watch_arrival(self) -> None:
        """Keep the time while a request is not whole; there is none while one is answered."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._forget_arrival()
        elif self._late is None:
            self._late = self.loop.call_later(ARRIVAL, self.transport.close)

    def _forget_arrival(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _watch_reading(self) -> None:
        """Keep looking while something is unsent."""
        if self._unread is None and self.transport.get_write_buffer_size():
            self._left, self._still = sys.maxsize, 0
            self._unread = self.loop.call_later(UNREAD / LOOKS, self._look)

    def _look(self) -> None:
        left = self.transport.get_write_buffer_size()
        if not left:
            self._unread = None
            return
        self._still = 0 if left < self._left else self._still + 1
        self._left = left
        if self._still < LOOKS:
            self._unread = self.loop.call_later(UNREAD / LOOKS, self._look)
        else:
            self.transport.abort()
