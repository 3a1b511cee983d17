"""Where a request ends: what two programs could read differently is refused and closed."""

import h11
import pytest

from aggregator.web.app import create_app
from aggregator.web.framing import HEAD, Framing
from tests.support.fake_service import FakeService
from tests.support.live_server import live_server
from tests.support.sockets import said_until_closed

CHUNKED = b"2\r\n{}\r\n0\r\n\r\n"
NEXT = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"

REFUSED = {
    "both lengths": b"POST /cards HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "both lengths, the other way round": b"POST /cards HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + CHUNKED,
    "a coding in HTTP/1.0": b"POST /cards HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "two codings": b"POST /cards HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "another coding": b"POST /cards HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x, chunked\r\n\r\n"
    + CHUNKED,
    "two lengths": b"POST /cards HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
    b"Content-Length: 3\r\n\r\n{} ",
    "a length with a sign": b"POST /cards HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
    "a space before the colon": b"GET /livez HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n",
    "two hosts": b"GET /livez HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "HTTP/2.0": b"GET /livez HTTP/2.0\r\nHost: x\r\n\r\n",
    "HTTP/0.9": b"GET /livez HTTP/0.9\r\nHost: x\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a head that is too long, in one piece": b"GET /livez HTTP/1.1\r\nHost: x\r\nX: "
    + b"a" * HEAD
    + b"\r\n\r\n",
    "no path": b"GET livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "another scheme": b"GET ftp://x/livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "somebody in the address": b"GET http://a@x/livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host in the address": b"GET http:///livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a broken host in the address": b"GET http://[/livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.fixture(scope="module")
def port() -> object:
    with live_server(create_app(FakeService())) as address:
        yield int(address.rsplit(":", 1)[1])


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_a_400_and_nothing_after_it_is_read(port: int, name: str) -> None:
    answer = said_until_closed(port, REFUSED[name] + NEXT)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert b'"code":"INVALID_HTTP"' in answer


def test_a_broken_chunk_after_the_answer_began_closes_without_a_second_answer(port: int) -> None:
    head = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = said_until_closed(port, head, after_answer=b"zz\r\n")
    assert answer.startswith(b"HTTP/1.1 404")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://other.example/livez", b"200"),
        (b"HTTPS://other.example:8443/livez?x=1", b"200"),
        (b"http://other.example/nowhere", b"404"),
        (b"*", b"404"),
    ],
)
def test_the_absolute_form_is_its_path(port: int, target: bytes, status: bytes) -> None:
    asked = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert said_until_closed(port, asked).startswith(b"HTTP/1.1 " + status)


def event(raw: bytes) -> h11.Request:
    framing = Framing()
    framing.receive_data(raw)
    read = framing.next_event()
    assert isinstance(read, h11.Request)
    return read


def test_the_absolute_forms_host_goes_before_the_header() -> None:
    read = event(b"GET http://a.example:81?q=1 HTTP/1.1\r\nHost: b\r\nX: y\r\n\r\n")
    assert (read.method, read.target) == (b"GET", b"/?q=1")
    assert list(read.headers) == [(b"host", b"a.example:81"), (b"x", b"y")]


def test_what_is_merely_unusual_is_read() -> None:
    assert event(b"GET /a HTTP/1.0\r\n\r\n").target == b"/a"
    assert event(b"GET /a HTTP/1.9\r\nHost: x\r\n\r\n").http_version == b"1.9"
    folded = event(b"GET /a HTTP/1.1\r\nHost: x\r\nX: a\r\n  b\r\n\r\n")
    assert (b"x", b"a b") in list(folded.headers)
