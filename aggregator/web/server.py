"""Serving an application: the port is taken first, and what was accepted is still answered.

uvicorn speaks HTTP; ours are the port's error message, the signals and the order of stopping:
SIGTERM, SIGINT or the terminal's end lets in who has connected, closes the port, answers what kept
connections were about to ask (`LINGER` seconds) and the requests already accepted (at most `DRAIN`
seconds), then ends the lifespan, then returns. A second signal ends the waiting.
"""

import asyncio
import errno
import gc
import selectors
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from aggregator.domain.errors import SettingsError
from aggregator.web.connection import Connection
from aggregator.web.door import CONNECTIONS, door_for
from aggregator.web.tls import Tls, TlsConnection
from aggregator.web.turns import Turns

DRAIN = 15
"""Seconds for requests in flight: the longest answer takes 12 (the last resort of its budget)."""

LINGER = 0.5
"""Seconds in which a kept connection may bring a request that was on its way when the port closed.
Each answer from then on says that its connection is closed, so that nobody asks on it again."""

LETTING_IN = 5.0
"""Seconds for those who had connected when the port is to close; mostly it takes none."""

QUIET = 4
"""Rounds of the loop without a new connection, after which all who waited are in."""

KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than the proxies in front usually keep it."""

COLLECTIONS = (50_000, 20, 50)
"""Objects made until the youngest are looked through, and how many such times until older ones.

More than the requests under way hold at once: of those there is nothing to collect, and nearly all
that a request makes is gone with its last reference (tests/acceptance/test_garbage.py)."""

Ready = Callable[["Server"], None]


class Server(uvicorn.Server):
    """One application on one port. `port` is known once the server is made, also for port 0."""

    def __init__(
        self,
        app: FastAPI,
        host: str,
        port: int,
        on_ready: Ready | None = None,
        drain: int = DRAIN,
        tls: Tls | None = None,
        taken: socket.socket | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        """Take the port. Raises SettingsError, in one line, when it cannot be had.

        Also when the files that `tls` names cannot be used. `taken` is a socket of `take_port` to
        use instead, of whoever had more to start before. `connections`: at most so many at once.
        """
        self._tls = tls
        self._context = tls.context() if tls else None
        self.door = door_for(connections)
        self._turns = Turns()
        self.app = app
        self.on_ready = on_ready
        self.socket = taken or take_port(host, port)
        self.port: int = self.socket.getsockname()[1]
        self._task: asyncio.Task[object] | None = None
        config = uvicorn.Config(
            self._answer,
            interface="asgi3",  # uvicorn takes a method for something older
            # Run by `run`, which hands on what goes wrong in it; uvicorn would only log that.
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # What a proxy adds is believed by nobody here: `public_url` says where we are reached.
            proxy_headers=False,
            ws="none",
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=drain,
            http=self._connection,  # type: ignore[arg-type]  # whatever makes one will do
        )
        super().__init__(config)

    async def run_until_stopped(self) -> None:
        """Start the application, serve until `stop` or a signal, end the application.

        Raises what the application's start or end raised.
        """
        self._task = asyncio.current_task()
        try:
            with self._signals():
                async with self.app.router.lifespan_context(self.app):
                    await self.serve(sockets=[self.socket])
        except asyncio.CancelledError:
            if not self.should_exit:
                raise
        finally:
            self.socket.close()

    def stop(self) -> None:
        """Begin to stop; callable from any thread."""
        self.should_exit = True

    def renew_certificate(self) -> None:
        """Use the certificate and the issuers of clients' that are there now.

        Who was let in by other issuers gets the answer to what they asked, and connects anew.
        Raises SettingsError, and the old ones go on.
        """
        before = self._context
        if self._tls is None or before is None:
            return
        self._context = self._tls.context()
        if self._context.get_ca_certs(binary_form=True) != before.get_ca_certs(binary_form=True):
            for connection in [*self.server_state.connections]:
                connection.shutdown()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.on_ready is not None:
            self.on_ready(self)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._accept_who_waits()
        for server in self.servers:
            server.close()
        until = time.monotonic() + LINGER
        # uvicorn tells nobody when a connection has gone, so it is looked at.
        while self.server_state.connections and time.monotonic() < until and not self.force_exit:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await super().shutdown(sockets)

    async def _accept_who_waits(self) -> None:
        """Let in who has connected: the system resets whoever still waits when a port closes.

        The loop takes one in a round, so a loop that was busy has some of them left; and who was
        taken is counted among the connections some rounds later.
        """
        until, quiet = time.monotonic() + LETTING_IN, 0
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            while quiet < QUIET and time.monotonic() < until and not self.force_exit:
                quiet = 0 if selector.select(0) else quiet + 1
                await asyncio.sleep(0)

    def _connection(self, **named: Any) -> Connection:
        if self._context is None:
            return Connection(door=self.door, **named)
        return TlsConnection(door=self.door, context=self._context, **named)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def closing(message: Message) -> None:
            if self.should_exit and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._turns.answer(self.app, scope, receive, closing)

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone: uvicorn would raise them again when done, and the process die."""
        yield

    @contextmanager
    def _signals(self) -> Generator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        numbers = ending_signals()
        for number in numbers:
            loop.add_signal_handler(number, self._on_signal)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _on_signal(self) -> None:
        """First: answer what was accepted. Second: do not wait for it. Third: drop everything."""
        give_up = self.force_exit or not self.started
        self.force_exit = self.should_exit
        self.should_exit = True
        if give_up and self._task is not None:
            self._task.cancel()


def ending_signals() -> list[signal.Signals]:
    """Give those that end a server; a terminal that hangs up is one, unless ignored (nohup)."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
        numbers.append(hangup)
    return numbers


async def serve(app: FastAPI, host: str, port: int, on_ready: Ready | None = None) -> None:
    """Serve `app` until SIGTERM or SIGINT. `on_ready` is called once requests are accepted.

    Raises SettingsError when the port cannot be had, and what the application's start raises.
    """
    await Server(app, host, port, on_ready).run_until_stopped()


def settle() -> None:
    """Leave what is loaded by now out of garbage collections: schema, cards, data of the demo.

    A full collection walks all of it, and every request waits meanwhile. The others come seldom.
    For a program that serves until it ends; called when it is ready.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give uvloop where it is installed, for `asyncio.Runner(loop_factory=...)`."""
    try:
        import uvloop  # noqa: PLC0415 it does not exist on Windows
    except ImportError:
        return None
    return uvloop.new_event_loop


def take_port(host: str, port: int) -> socket.socket:
    """Bind, so that nobody else gets the port. Raises SettingsError in one line with the fix."""
    try:
        [family, kind, protocol, _, address] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, OverflowError):
        raise SettingsError(
            f"no address is known for the host {host}. Fix: --host 127.0.0.1 or --host 0.0.0.0"
        ) from None
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        # Listening already: a second program that binds would get no error until it listens too.
        taken.listen(2048)
    except OSError as error:
        taken.close()
        raise SettingsError(_explain(error, host, port)) from None
    taken.setblocking(False)
    return taken


def in_url(host: str) -> str:
    """Write a host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def loopback() -> str:
    """Give this machine's own address: ::1 where there is no IPv4."""
    try:
        with socket.socket(socket.AF_INET) as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError:
        return "::1"
    return "127.0.0.1"


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program. Fix: stop it, or choose with --port"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has. Fix: a --port above 1023"
    if error.errno == errno.EADDRNOTAVAIL:
        own = loopback()
        everywhere = "0.0.0.0" if own == "127.0.0.1" else "::"  # noqa: S104 -- named, not bound
        return f"{host} is no address of this machine. Fix: --host {own} or --host {everywhere}"
    return f"port {port} on {host} cannot be used: {error.strerror}. Fix: another --port or --host"
