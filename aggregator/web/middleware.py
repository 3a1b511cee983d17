"""Around every request: its id, the security headers, one log line, and the last catch.

Pure ASGI: starlette's BaseHTTPMiddleware breaks context variables and disconnects.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.telemetry.logger import get_logger
from aggregator.web.errors import problem
from aggregator.web.note import Note, note_of

_ID = b"x-request-id"

LEFT = 499
"""Logged for a caller who hung up before the answer: no status was sent."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer that does not set its own. HSTS belongs to whoever terminates TLS."""

_ON_THE_WIRE = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]

log = get_logger("aggregator.web")


class RequestMiddleware:
    """Wraps the whole application; `clock` gives seconds on a monotonic scale."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.perf_counter) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        note = note_of(scope)
        started = self.clock()
        status: int | None = None

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message.get("headers", ()), note.id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            status = status or LEFT
        except asyncio.CancelledError:
            # The server stops and this request outlasted its patience: another one may answer it.
            if status is None:
                answer = problem(Request(scope), HTTPStatus.SERVICE_UNAVAILABLE, "STOPPING")
                await answer(scope, receive, send_with_headers)
            raise
        except Exception:
            # Logged by its type and lines of code alone: its message may hold a person's data.
            log.exception("unhandled", request=note.id)
            note.facts["error"] = "INTERNAL"
            if status is not None:
                # Half an answer is out: only breaking the connection tells that it is no whole one.
                raise RuntimeError("an answer broke off") from None
            answer = problem(Request(scope), HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL")
            await answer(scope, receive, send_with_headers)
        finally:
            self._write(scope, note, status or LEFT, self.clock() - started)

    def _write(self, scope: Scope, note: Note, status: int, seconds: float) -> None:
        """Write the request's one line: the route's pattern, for a path may name people."""
        line: dict[str, object] = {
            "request": note.id,
            "method": scope["method"] if scope["method"].isalpha() else "?",
            "route": getattr(scope.get("route"), "path", "unmatched"),
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        line |= note.facts
        log.info("request", **line)


def _with_ours(headers: Iterable[tuple[bytes, bytes]], id_: str) -> list[tuple[bytes, bytes]]:
    """Give an answer's headers (in lower case, as ASGI wants them) with ours among them."""
    own = [each for each in headers if each[0] != _ID]
    names = {name for name, _ in own}
    added = [each for each in _ON_THE_WIRE if each[0] not in names]
    return [*own, (_ID, id_.encode()), *added]
