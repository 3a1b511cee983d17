"""What is read at a glance is what h11 reads, and is answered as h11 would have it answered."""

import asyncio
import random
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import h11
import pytest
import uvicorn
from uvicorn.server import ServerState

from aggregator.domain.errors import InvalidRequest
from aggregator.pipeline.answer import CardsResponse
from aggregator.web.app import create_app
from aggregator.web.connection import Connection
from aggregator.web.door import Door
from aggregator.web.framing import HEAD, Framing
from aggregator.web.whole import WholeCycle, read_whole, whole_body
from tests.support.fake_service import FakeService
from tests.support.live_server import live_server
from tests.support.sockets import WAIT, said_until_closed

BODY = b'{"cardKeys":["a"],"customer":{"email":"alex@grocery.co"}}'
HEADERS = (
    b"Host: cards.example\r\n"
    b"Content-Type: application/json\r\n"
    b"Plain-Request-Signature: 0123456789abcdef\r\n"
    b"User-Agent: Plain/1.0 (+https://plain.com)\r\n"
)


def request(more: bytes = b"", body: bytes = BODY, target: bytes = b"/cards") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"POST " + target + b" HTTP/1.1\r\n" + HEADERS + length + more + b"\r\n" + body


def test_what_plain_sends_is_read() -> None:
    read = read_whole(request(b"Connection: Keep-Alive\r\n"))
    assert read is not None
    assert (read.path, read.body) == (b"/cards", BODY)
    assert (b"plain-request-signature", b"0123456789abcdef") in read.headers


LEFT_TO_H11 = {
    "more than one request": request() + request(),
    "less than one": request()[:-1],
    "another method": request().replace(b"POST", b"PUT"),
    "another path": request(target=b"/cardsx"),
    "a query": request(target=b"/cards?x=1"),
    "the absolute form": request(target=b"http://x/cards"),
    "an older version": request().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "no host": request().replace(b"Host", b"Most"),
    "no length": request().replace(b"Content-Length", b"Content-Langth"),
    "a length with a nought before it": request().replace(b": 57", b": 057"),
    "two lengths": request(b"content-length: 57\r\n"),
    "two of anything": request(b"X-Forwarded-For: a\r\nx-forwarded-for: b\r\n"),
    "a coding": request(b"Transfer-Encoding: chunked\r\n"),
    "a promise": request(b"Expect: 100-continue\r\n"),
    "an upgrade": request(b"Connection: Upgrade\r\nUpgrade: h2c\r\n"),
    "its last request": request(b"Connection: close\r\n"),
    "a folded header": request(b"X-Folded: a\r\n b\r\n"),
    "a space before the colon": request(b"X : a\r\n"),
    "a header without a value": request(b"X:\r\n"),
    "a byte that is not ASCII": request(b"X: \xe9\r\n"),
    "a lone end of line": request(b"X: a\nY: b\r\n"),
    "a lone return": request(b"X: a\rY: b\r\n"),
    "a NUL": request(b"X: a\0b\r\n"),
    "a head that is too long": request(b"X: " + b"a" * HEAD + b"\r\n"),
}


@pytest.mark.parametrize("name", LEFT_TO_H11)
def test_what_is_unusual_is_left_to_h11(name: str) -> None:
    assert read_whole(LEFT_TO_H11[name]) is None


def by_h11(data: bytes) -> tuple[bytes, bytes, list[tuple[bytes, bytes]], bytes]:
    """Read one request that must be whole, alone, and leave its connection open."""
    framing = Framing()
    framing.receive_data(data)
    head = framing.next_event()
    assert isinstance(head, h11.Request)
    assert not framing.they_are_waiting_for_100_continue
    body = b""
    while isinstance(event := framing.next_event(), h11.Data):
        body += event.data
    assert isinstance(event, h11.EndOfMessage)
    assert framing.their_state is h11.DONE
    assert framing.trailing_data == (b"", False)
    return head.method, head.target, list(head.headers), body


PIECES = (
    *b'\r\n|\r|\n| |\t|:|: |\0|\x80|\xff|\x0b|%|"'.split(b"|"),
    *(b"Content-Length: 57\r\n", b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n"),
    *(b"Host: y\r\n", b"Connection: close\r\n", b"Expect: 100-continue\r\n", b"Upgrade: x\r\n"),
    *(b" HTTP/1.1\r\n", b"POST /cards HTTP/1.1\r\n", b"X-Any: thing at all\r\n", b"0", b"57", b"a"),
)


def mutated(draw: random.Random) -> bytes:
    """A request with up to three odd things done to it."""
    data = bytearray(
        request(draw.choice([b"", b"X-Request: 1\r\n", b"Connection: keep-alive\r\n"]))
    )
    for _ in range(draw.randint(0, 3)):
        end = len(data) if draw.random() < 0.3 else data.find(b"\r\n\r\n") + 4
        at = draw.randrange(max(end, 1))
        kind = draw.randrange(4)
        if kind == 0:
            data[at:at] = draw.choice(PIECES)
        elif kind == 1:
            del data[at : at + draw.randint(1, 3)]
        elif kind == 2:
            data[at : at + 1] = bytes([draw.randrange(256)])
        else:
            line = max(data.rfind(b"\r\n", 0, at), 0)
            data[line:line] = b"\r\n" + draw.choice(PIECES).strip()
    return bytes(data)


def test_whatever_is_read_at_a_glance_h11_reads_as_the_same() -> None:
    draw = random.Random(17)  # noqa: S311 - the same ones every time
    taken = left = 0
    for _ in range(8_000):
        data = mutated(draw)
        read = read_whole(data)
        if read is None:
            left += 1
            continue
        taken += 1
        assert by_h11(data) == (b"POST", read.path, read.headers, read.body), data
    assert taken > 1_500
    assert left > 3_000


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def port(service: FakeService) -> Iterator[int]:
    with live_server(create_app(service)) as address:
        yield int(address.rsplit(":", 1)[1])


def without_what_differs(answer: bytes) -> bytes:
    """Leave out date and reference; h11 writes the headers' names in lower case, too."""
    return re.sub(rb"(date|x-request-id): [^\r]*|\"reference\":\"\w+\"", b"", answer)


@pytest.mark.parametrize("failure", [None, InvalidRequest("cardKeys is required."), ValueError()])
def test_its_answer_is_that_of_a_request_that_h11_read(
    port: int, service: FakeService, failure: Exception | None
) -> None:
    service.failure = failure
    last = request(b"Connection: close\r\n")
    answers = []
    for said in (request(), request(b"X: \t\r\n")):
        assert (read_whole(said) is None) == (b"X: " in said)
        both = said_until_closed(port, said, after_answer=last)
        assert both.count(b"HTTP/1.1 ") == 2
        answers.append(without_what_differs(both))
    assert answers[0] == answers[1]
    [one, *others] = [raw for _, raw in service.asked]
    assert one == BODY
    assert others == [BODY] * 3


def test_a_body_over_the_limit_is_413_and_the_connection_is_closed(port: int) -> None:
    large = request(body=b" " * 100_000)
    assert said_until_closed(port, large).startswith(b"HTTP/1.1 413")


def test_what_is_sent_before_the_answer_is_answered_after_it_in_order(
    port: int, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one comes while the first is answered; so does the half of a third."""
    going, waiting = asyncio.Event(), Waiting()

    async def answered(*_: object) -> CardsResponse:
        waiting.loop = asyncio.get_running_loop()
        if not going.is_set():
            waiting.began()
            await going.wait()
        return service.answered

    monkeypatch.setattr(service, "cards", answered)
    third = request(b"Connection: close\r\n")
    with socket.create_connection(("127.0.0.1", port), WAIT) as raw:
        raw.sendall(request())
        waiting.until_begun()
        raw.sendall(request() + third[:30])
        raw.sendall(third[30:])
        waiting.let(going)
        came = b""
        while part := raw.recv(65_536):
            came += part
    assert came.count(b"HTTP/1.1 200 OK\r\n") == 3


class Waiting:
    """Tells the test's thread that an answer has begun, and the loop to go on."""

    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.settimeout(WAIT)

    def began(self) -> None:
        self._theirs.send(b"!")

    def until_begun(self) -> None:
        assert self._ours.recv(1) == b"!"

    def let(self, going: asyncio.Event) -> None:
        self.loop.call_soon_threadsafe(going.set)
        self._ours.close()
        self._theirs.close()


class Transport:
    """Keeps each piece that is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False
        self.paused = False

    def get_extra_info(self, _: str) -> Any:
        return None

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


Application = Callable[[Any, Any, Any], Awaitable[None]]


async def asked_once(app: Application) -> tuple[Connection, Transport]:
    """A connection on which a whole request came, and is being answered by `app`."""
    config = uvicorn.Config(app, interface="asgi3", lifespan="off", log_config=None, ws="none")
    connection = Connection(config=config, server_state=ServerState(), app_state={}, door=Door(2))
    transport = Transport()
    connection.connection_made(transport)  # type: ignore[arg-type]  # as much of one as it needs
    connection.data_received(request())
    assert isinstance(connection.cycle, WholeCycle)
    return connection, transport


def answering(headers: list[tuple[bytes, bytes]], **more: Any) -> Application:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert whole_body(scope) == BODY
        assert await receive() == {"type": "http.request", "body": BODY, "more_body": False}
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}", **more})

    return app


LENGTH = (b"content-length", b"2")


async def test_head_and_body_leave_in_one_piece() -> None:
    connection, transport = await asked_once(answering([LENGTH]))
    await asyncio.wait(connection.tasks)
    [written] = transport.written
    assert written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert written.endswith(b"\r\ncontent-length: 2\r\n\r\n{}")
    assert not transport.closed
    connection.connection_lost(None)


@pytest.mark.parametrize(
    "app",
    [
        answering([(b"content-length", b"3")]),
        answering([LENGTH], more_body=True),
        answering([LENGTH, (b"x", b"a\r\nset-cookie: b")]),
        answering([LENGTH, (b"x", b"a\nb")]),
    ],
)
async def test_an_answer_that_could_be_read_otherwise_is_none(app: Application) -> None:
    connection, transport = await asked_once(app)
    await asyncio.wait(connection.tasks)
    assert transport.written == []
    assert transport.closed
    connection.connection_lost(None)


async def test_an_answer_that_does_not_tell_its_length_is_told_with_it() -> None:
    connection, transport = await asked_once(answering([]))
    await asyncio.wait(connection.tasks)
    [written] = transport.written
    assert written.endswith(b"\r\ncontent-length: 2\r\n\r\n{}")
    connection.connection_lost(None)


@pytest.mark.parametrize("why", [ValueError, asyncio.CancelledError])
async def test_who_is_given_up_before_an_answer_began_gets_a_500_and_is_closed(
    why: type[BaseException],
) -> None:
    """As a request that waits for its turn when the server's patience is over."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise why

    connection, transport = await asked_once(app)
    [task] = connection.tasks
    await asyncio.wait([task])
    assert task.exception() is None
    [written] = transport.written
    assert written.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert written.endswith(b"\r\ncontent-length: 21\r\n\r\nInternal Server Error")
    assert transport.closed
    connection.connection_lost(None)


async def test_what_comes_once_it_is_closing_is_not_asked() -> None:
    """Under TLS a connection that closes still gives what was on its way."""
    connection, transport = await asked_once(answering([LENGTH, (b"connection", b"close")]))
    answered = connection.cycle
    await asyncio.wait(connection.tasks)
    assert transport.closed
    connection.data_received(request())
    assert connection.cycle is answered
    assert connection.tasks == set()
    connection.connection_lost(None)


async def test_it_is_closed_after_its_answer_when_the_server_stops() -> None:
    connection, transport = await asked_once(answering([LENGTH]))
    connection.shutdown()
    before = transport.closed
    await asyncio.wait(connection.tasks)
    assert len(transport.written) == 1
    assert (before, transport.closed) == (False, True)
    connection.connection_lost(None)


async def test_who_hangs_up_is_told_to_who_still_listens() -> None:
    heard: list[Any] = []
    begun = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append(await receive())
        begun.set()
        heard.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
        await send({"type": "http.response.body", "body": b"{}"})

    connection, transport = await asked_once(app)
    [task] = connection.tasks
    await begun.wait()
    connection.connection_lost(None)
    await asyncio.wait([task])
    assert heard[1] == {"type": "http.disconnect"}
    assert transport.written == []


async def test_what_comes_meanwhile_is_not_read_on() -> None:
    connection, transport = await asked_once(answering([LENGTH]))
    connection.data_received(b"POST /ca")
    paused = transport.paused
    assert connection.conn.trailing_data[0] == b"POST /ca"
    await asyncio.wait(connection.tasks)
    assert (paused, transport.paused) == (True, False)
    connection.data_received(request()[8:])
    assert not isinstance(connection.cycle, WholeCycle)
    await asyncio.wait(connection.tasks)
    connection.connection_lost(None)
