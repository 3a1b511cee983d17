"""A connection on which no request becomes whole is closed; one that is kept stays open."""

import http.client
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from uvicorn.server import ServerState

from aggregator.web.app import create_app
from aggregator.web.connection import LOOKS, UNREAD, Connection
from aggregator.web.door import Door
from tests.support.fake_service import FakeService
from tests.support.live_server import live_server
from tests.support.sockets import WAIT, said_until_closed


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr("aggregator.web.connection.ARRIVAL", 0.05)
    with live_server(create_app(FakeService())) as address:
        yield int(address.rsplit(":", 1)[1])


@pytest.mark.parametrize("said", [b"", b"GET /li", b"GET /livez HTTP/1.1\r\nHost: x\r\nX: "])
def test_a_head_that_never_ends_is_closed_without_an_answer(port: int, said: bytes) -> None:
    assert said_until_closed(port, said) == b""


def test_a_body_that_never_comes_is_not_waited_for_once_it_is_answered(port: int) -> None:
    head = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    assert said_until_closed(port, head).startswith(b"HTTP/1.1 404")


def test_a_kept_connection_outlasts_it(port: int) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    kept.request("GET", "/livez")
    assert kept.getresponse().read()
    mine = kept.sock
    said_until_closed(port, b"")  # later than the kept one's last byte by the whole time
    kept.request("GET", "/livez")
    assert kept.getresponse().status == 200
    assert kept.sock is mine
    kept.close()


class Timer:
    """A timer that a test lets go off."""

    def __init__(self, after: float, work: Callable[[], None]) -> None:
        self.after, self.work, self.cancelled = after, work, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """As much of an event loop as a connection needs, with a time that the test moves."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []

    def call_later(self, after: float, work: Callable[[], None]) -> Timer:
        self.timers.append(Timer(after, work))
        return self.timers[-1]

    def look(self) -> None:
        """Let the next look at what is unsent go off."""
        [timer] = [each for each in self.timers if each.after == UNREAD / LOOKS]
        self.timers.remove(timer)
        timer.work()


class Transport:
    """The bytes that its client has not read yet are `unsent`."""

    def __init__(self) -> None:
        self.unsent = 0
        self.aborted = self.closed = False

    def get_extra_info(self, _: str) -> Any:
        return None

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write(self, data: bytes) -> None:
        self.unsent += len(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True


@pytest.fixture
def stuck() -> tuple[Connection, Loop, Transport]:
    """A connection that sent a refusal which its client has not read."""
    loop, transport = Loop(), Transport()
    app = create_app(FakeService())
    config = uvicorn.Config(app, interface="asgi3", lifespan="off", log_config=None, ws="none")
    named: dict[str, Any] = {"config": config, "server_state": ServerState(), "app_state": {}}
    connection = Connection(**named, _loop=loop, door=Door(2))
    connection.connection_made(transport)  # type: ignore[arg-type]  # as much of one as it needs
    connection.data_received(b"nonsense\r\n\r\n")
    assert transport.closed
    assert transport.unsent
    return connection, loop, transport


def test_an_answer_of_which_nothing_is_read_is_given_up(
    stuck: tuple[Connection, Loop, Transport],
) -> None:
    _, loop, transport = stuck
    for _ in range(LOOKS):
        loop.look()
        assert not transport.aborted
    loop.look()
    assert transport.aborted


def test_an_answer_that_is_read_slowly_is_waited_for(
    stuck: tuple[Connection, Loop, Transport],
) -> None:
    _, loop, transport = stuck
    for _ in range(20):
        loop.look()
        transport.unsent -= 1
        for _ in range(LOOKS - 1):
            loop.look()
    assert not transport.aborted
    transport.unsent = 0
    loop.look()
    assert loop.timers[1:] == []  # the first is that of arriving


def test_an_answer_that_was_read_in_between_is_waited_for_anew(
    stuck: tuple[Connection, Loop, Transport],
) -> None:
    connection, loop, transport = stuck
    for _ in range(20):
        loop.look()
        connection.resume_writing()  # and the next one was written since
    assert not transport.aborted


def test_a_connection_that_is_gone_is_watched_no_more(
    stuck: tuple[Connection, Loop, Transport],
) -> None:
    connection, loop, _ = stuck
    assert len(connection.door) == 1
    connection.connection_lost(None)
    assert all(timer.cancelled for timer in loop.timers)
    assert len(connection.door) == 0


def test_who_asks_for_another_protocol_is_answered_in_this_one_and_writes_no_line_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
    with live_server(create_app(FakeService())) as address:
        assert httpx.get(f"{address}/livez", headers=headers, timeout=WAIT).status_code == 200
    assert [each.name for each in caplog.records if each.name.startswith("uvicorn")] == []
