"""The server: its port, its start, its end."""

import asyncio
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import httpx
import pytest

from aggregator.domain.errors import SettingsError
from aggregator.pipeline.answer import CardsResponse
from aggregator.web.app import create_app
from aggregator.web.server import Server, loop_factory, take_port
from tests.support.fake_service import FakeService
from tests.support.live_server import live_server
from tests.support.sockets import WAIT

ROOT = Path(__file__).parents[2]


def test_a_taken_port_is_one_line_with_the_fix() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError) as caught:
            take_port("127.0.0.1", port)
    assert str(port) in caught.value.message
    assert "--port" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("host", ["192.0.2.1", "no host", "\u0000"])
def test_a_host_that_is_not_ours_is_one_line_with_the_fix(host: str) -> None:
    with pytest.raises(SettingsError, match="Fix: --host"):
        take_port(host, 0)


def test_a_port_freed_a_moment_ago_can_be_had_again() -> None:
    service = FakeService()
    with live_server(create_app(service)) as address:
        assert httpx.get(f"{address}/livez", timeout=WAIT).status_code == 200
        port = int(address.rsplit(":", 1)[1])
    take_port("127.0.0.1", port).close()


def test_the_service_runs_as_long_as_the_server() -> None:
    service = FakeService()
    with live_server(create_app(service)) as address:
        assert service.running
        answer = httpx.post(f"{address}/cards", timeout=WAIT, content=b"{}")
        assert answer.content == b'{"cards":[]}'
        assert "server" not in answer.headers
    assert not service.running


def test_what_the_start_raises_comes_out_and_the_port_is_free_again() -> None:
    failing = FakeService(failure=SettingsError("the database is newer than this program"))
    with pytest.raises(SettingsError, match="newer"), live_server(create_app(failing)):
        pytest.fail("it started")


def test_a_large_body_gets_its_413_although_it_is_not_kept() -> None:
    with live_server(create_app(FakeService())) as address:
        for size in (65_537, 900_000):
            assert (
                httpx.post(f"{address}/cards", timeout=WAIT, content=b"x" * size).status_code == 413
            )
        streamed = httpx.post(
            f"{address}/cards", timeout=WAIT, content=(b"x" * 1000 for _ in range(100))
        )
        assert streamed.status_code == 413
        # The refusals cost the server nothing.
        assert httpx.post(f"{address}/cards", timeout=WAIT, content=b"{}").status_code == 200


def test_huge_headers_and_broken_requests_are_400_and_the_server_lives() -> None:
    with live_server(create_app(FakeService())) as address:
        port = int(address.rsplit(":", 1)[1])
        for request in (
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
            b"nonsense\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        ):
            with socket.create_connection(("127.0.0.1", port), WAIT) as raw:
                raw.sendall(request)
                assert raw.recv(12) == b"HTTP/1.1 400"
        assert httpx.get(f"{address}/livez", timeout=WAIT).status_code == 200


async def test_a_request_in_flight_is_answered_before_the_end() -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    class Slow(FakeService):
        async def cards(
            self, headers: object, raw: bytes, reference: str, proven: object
        ) -> CardsResponse:
            arrived.set()
            await go_on.wait()
            assert self.running, "the service ended under a request"
            return self.answered

    service = Slow()
    server = Server(create_app(service), "127.0.0.1", 0)
    serving = asyncio.create_task(server.run_until_stopped())
    async with httpx.AsyncClient(timeout=WAIT) as http:
        asking = asyncio.create_task(http.post(f"http://127.0.0.1:{server.port}/cards"))
        await arrived.wait()
        server.stop()
        go_on.set()
        assert (await asking).status_code == 200
    await serving
    assert not service.running


def test_a_request_that_a_kept_connection_brings_while_stopping_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aggregator.web.server.LINGER", WAIT)
    begun = threading.Event()
    server = Server(create_app(FakeService()), "127.0.0.1", 0, lambda _: begun.set())
    thread = threading.Thread(target=lambda: asyncio.run(server.run_until_stopped()), daemon=True)
    thread.start()
    assert begun.wait(WAIT)
    kept = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
    try:
        for connection in (None, "close"):
            kept.request("GET", "/livez")
            answer = kept.getresponse()
            answer.read()
            assert (answer.status, answer.getheader("Connection")) == (200, connection)
            server.stop()
            until_refused(server.port)
    finally:
        kept.close()
        server.stop()
        thread.join(WAIT)
    assert not thread.is_alive()


def test_who_connected_while_the_loop_was_busy_is_answered_before_the_port_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system has accepted them, and the loop has not yet: it takes one in a round."""
    for seconds in ("LINGER", "LETTING_IN"):
        monkeypatch.setattr(f"aggregator.web.server.{seconds}", WAIT)
    begun, asked = threading.Event(), threading.Event()

    def busy() -> None:
        begun.set()
        asked.wait(WAIT)
        time.sleep(0.2)  # the server looks ten times a second whether it is to stop: it is due now

    def busy_next(_: Server) -> None:
        asyncio.get_running_loop().call_soon(busy)

    server = Server(create_app(FakeService()), "127.0.0.1", 0, busy_next)

    def run() -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(server.run_until_stopped())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert begun.wait(WAIT)
    waiting = [socket.create_connection(("127.0.0.1", server.port), WAIT) for _ in range(8)]
    for each in waiting:
        each.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        until_received(each)
    server.stop()
    asked.set()
    answers = [each.makefile("rb").readline() for each in waiting]
    for each in waiting:
        each.close()
    thread.join(WAIT)
    assert answers == [b"HTTP/1.1 200 OK\r\n"] * 8


def until_received(sent: socket.socket) -> None:
    """Wait until the other side's system has what was sent: so it has accepted the connection."""
    limit = time.monotonic() + WAIT
    while fcntl.ioctl(sent, termios.TIOCOUTQ, bytes(4)) != bytes(4):
        assert time.monotonic() < limit, "nobody takes what was sent"
        time.sleep(0.01)


def until_refused(port: int) -> None:
    """Wait until nobody is accepted any more."""
    limit = time.monotonic() + WAIT
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), WAIT).close()
        except ConnectionError:
            return
        time.sleep(0.01)
    raise AssertionError("the port is still open")


async def test_a_request_that_hangs_holds_the_end_up_to_the_limit_only() -> None:
    arrived = asyncio.Event()

    class Hanging(FakeService):
        async def cards(
            self, headers: object, raw: bytes, reference: str, proven: object
        ) -> CardsResponse:
            arrived.set()
            await asyncio.Event().wait()
            return self.answered

    service = Hanging()
    server = Server(create_app(service), "127.0.0.1", 0, drain=1)
    serving = asyncio.create_task(server.run_until_stopped())
    async with httpx.AsyncClient(timeout=WAIT) as http:
        asking = asyncio.create_task(http.post(f"http://127.0.0.1:{server.port}/cards"))
        await arrived.wait()
        server.stop()
        await serving
        assert (await asking).status_code == 503
    assert not service.running


PROGRAM = """
import asyncio, sys
from aggregator.web.app import create_app
from aggregator.web.server import loop_factory, serve
from tests.support.fake_service import FakeService

class Service(FakeService):
    async def start(self):
        if "hang" in sys.argv:
            print("starting", flush=True)
            await asyncio.Event().wait()
    async def stop(self):
        print("stopped", flush=True)

with asyncio.Runner(loop_factory=loop_factory()) as runner:
    runner.run(serve(create_app(Service()), "127.0.0.1", 0,
                     lambda server: print(server.port, flush=True)))
print("returned", flush=True)
"""


def program(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-W", "error", "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_and_the_program_goes_on(number: signal.Signals) -> None:
    with program() as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert httpx.get(f"http://127.0.0.1:{port}/livez", timeout=WAIT).status_code == 200
        process.send_signal(number)
        out, _ = process.communicate(timeout=WAIT)
    assert out.splitlines()[-2:] == ["stopped", "returned"]
    assert process.returncode == 0


def test_a_signal_also_ends_a_start_that_hangs() -> None:
    with program("hang") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "starting\n"
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=WAIT)
    assert out.splitlines() == ["stopped", "returned"]
    assert process.returncode == 0


def test_uvloop_runs_it_where_it_is_installed() -> None:
    factory = loop_factory()
    assert factory is not None
    loop = factory()
    assert type(loop).__module__.startswith("uvloop")
    loop.close()
