"""What every demo system's server has: authentication, counters, latency, faults, JSON errors.

Beside its own API each answers, without authentication:

    GET  /_demo/calls    {"GET /v1/plans": 3}: calls by route since the last reset, refused ones
                         included; tokens and `_demo` routes are not counted
    POST /_demo/reset    counts and faults back to nothing
    POST /_demo/faults   {"fault": "hang", "routes": ["GET /v1/invoices"]}, see faults.py
"""

import asyncio
import base64
import errno
import socket
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson
from aiohttp import web

from aggregator.demo.faults import Fault, answer, pause

ApiHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACKS = ("127.0.0.1", "::1")
"""This machine's own addresses: the first that it has is listened on."""

_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class ApiError(Exception):
    """An API refuses: `status`, a `code` for machines and a message, in the API's own shape."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Api(ABC):
    """One system's API. A subclass gives routes, authentication and the shape of its errors."""

    name: str

    @abstractmethod
    def routes(self) -> Sequence[web.RouteDef]:
        """Return the API's own routes."""

    @abstractmethod
    def authorize(self, request: web.Request) -> None:
        """Raise ApiError 401 unless the request carries our credentials."""

    def open_paths(self) -> frozenset[str]:
        """Return the paths that need no credentials and are not counted (tokens)."""
        return frozenset()

    @abstractmethod
    def challenge(self) -> str:
        """Return the value of `WWW-Authenticate` beside a 401."""

    async def label(self, request: web.Request) -> str:
        """Name the route in counters and faults."""
        resource = request.match_info.route.resource
        return f"{request.method} {resource.canonical if resource else '(no such route)'}"

    @abstractmethod
    def error_body(self, code: str, message: str) -> object:
        """Return the JSON of a refusal, in the API's own shape."""


class DemoServer:
    """An `Api`, served. All methods belong to the event loop that `start` ran in."""

    def __init__(self, api: Api, latency: float = 0.0) -> None:
        self.api = api
        self.latency = latency
        self.fault: Fault | None = None
        self.calls: Counter[str] = Counter()
        self._stopping = asyncio.Event()
        self._mended = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> str:
        """Listen on `port` (0: a free one) and return the base URL."""
        app = web.Application(middlewares=[self._middleware])
        app.add_routes(self.api.routes())
        app.router.add_get("/_demo/calls", self._get_calls)
        app.router.add_post("/_demo/reset", self._post_reset)
        app.router.add_post("/_demo/faults", self._post_faults)
        # A caller who went away must not leave a hanging handler behind.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        host = await self._listen(self._runner, port)
        bound = self._runner.addresses[0][1]
        return f"http://{f'[{host}]' if ':' in host else host}:{bound}"

    async def _listen(self, runner: web.AppRunner, port: int) -> str:
        """Take the port at one of this machine's own addresses, and give that."""
        *others, last = LOOPBACKS
        for host in others:
            try:
                # Not by the loop, whose error names no number from Python 3.13 on.
                taken = socket.create_server((host, port), family=_family(host))
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
            else:
                await web.SockSite(runner, taken).start()
                return host
        await web.TCPSite(runner, last, port).start()
        return last

    async def stop(self) -> None:
        """Close every connection, those that hang included."""
        self._stopping.set()
        self._mended.set()
        runner = self._runner
        if runner is None:
            return
        for site in list(runner.sites):
            await site.stop()
        # A transport that merely closes waits for its caller to read what is still to be sent.
        for connection in runner.server.connections if runner.server else []:
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()

    def reset(self) -> None:
        """Forget counts and faults; what a fault holds back is answered."""
        self.calls.clear()
        self.fault = None
        self._mended.set()
        self._mended = asyncio.Event()

    @web.middleware
    async def _middleware(self, request: web.Request, handler: ApiHandler) -> web.StreamResponse:
        if request.path.startswith("/_demo/"):
            return await handler(request)
        try:
            return await self._serve(request, handler)
        except ApiError as error:
            return self._refuse(error.status, error.code, error.message)
        except web.HTTPException as error:
            return self._refuse(error.status, "http", error.reason)

    async def _serve(self, request: web.Request, handler: ApiHandler) -> web.StreamResponse:
        open_path = request.path in self.api.open_paths()
        label = await self.api.label(request)
        if not open_path:
            self.calls[label] += 1
        fault = self._strike(label, request.path)
        if fault is not None:
            struck = await answer(fault, request, self._mended, self._stopping)
            if struck is not None:
                return struck
        if self.latency:
            await pause(self.latency, self._stopping)
        if not open_path:
            self.api.authorize(request)
        return await handler(request)

    def _strike(self, label: str, path: str) -> Fault | None:
        fault = self.fault
        if fault is None or not fault.strikes(label, path):
            return None
        if fault.times is not None:
            self.fault = replace(fault, times=fault.times - 1) if fault.times > 1 else None
        return fault

    def _refuse(self, status: int, code: str, message: str) -> web.Response:
        headers = {"WWW-Authenticate": self.api.challenge()} if status == 401 else None
        return reply(self.api.error_body(code, message), status, headers)

    async def _get_calls(self, _request: web.Request) -> web.Response:
        return reply(dict(self.calls))

    async def _post_reset(self, _request: web.Request) -> web.Response:
        self.reset()
        return reply({"ok": True})

    async def _post_faults(self, request: web.Request) -> web.Response:
        try:
            self.fault = Fault.parse(orjson.loads(await request.read()))
        except ValueError as error:  # of JSON, too
            return reply({"error": str(error)}, 400)
        return reply({"ok": True})


def reply(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=orjson.dumps(body), status=status, headers=headers, content_type="application/json"
    )


async def json_object(request: web.Request) -> dict[str, Any]:
    """Return the request's JSON object; ApiError 400 when it is anything else."""
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise ApiError(400, "invalid_json", "The body is not JSON") from None
    if not isinstance(body, dict):
        raise ApiError(400, "invalid_json", "The body is not a JSON object")
    return body


def basic_credentials(request: web.Request) -> tuple[str, str]:
    """Return user and password of HTTP Basic; two empty texts when there are none to read."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # not base64, or not UTF-8
        return "", ""
    return (user, password) if colon and scheme.lower() == "basic" else ("", "")


def check_count(ids: Sequence[str], limit: int, what: str) -> None:
    """ApiError 400 unless there are 1 to `limit` ids."""
    if not ids:
        raise ApiError(400, "missing_parameter", f"{what} is required")
    if len(ids) > limit:
        raise ApiError(400, "too_many", f"At most {limit} {what} a call, got {len(ids)}")


def whole_number(request: web.Request, name: str, default: int, maximum: int) -> int:
    """Return a query parameter from 1 to `maximum`; ApiError 400 when it is anything else."""
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= maximum):
        raise ApiError(400, "invalid_parameter", f"{name} is a whole number from 1 to {maximum}")
    return int(text)
