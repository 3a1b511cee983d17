"""A connection on which no request becomes whole is closed; one that is kept stays open."""

import http.client
import socket
from collections.abc import Iterator

import pytest

from aggregator.web.app import create_app
from tests.support.fake_service import FakeService
from tests.support.live_server import live_server

WAIT = 30


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr("aggregator.web.connection.SECONDS", 0.05)
    with live_server(create_app(FakeService())) as address:
        yield int(address.rsplit(":", 1)[1])


def until_closed(port: int, said: bytes) -> bytes:
    """Say `said` and no more; what is answered until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), WAIT) as raw:
        raw.sendall(said)
        return b"".join(iter(lambda: raw.recv(65_536), b""))


@pytest.mark.parametrize("said", [b"", b"GET /li", b"GET /livez HTTP/1.1\r\nHost: x\r\nX: "])
def test_a_head_that_never_ends_is_closed_without_an_answer(port: int, said: bytes) -> None:
    assert until_closed(port, said) == b""


def test_a_body_that_never_comes_is_not_waited_for_once_it_is_answered(port: int) -> None:
    head = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    assert until_closed(port, head).startswith(b"HTTP/1.1 404")


def test_a_kept_connection_outlasts_it(port: int) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    kept.request("GET", "/livez")
    assert kept.getresponse().read()
    mine = kept.sock
    until_closed(port, b"")  # later than the kept one's last byte by the whole time
    kept.request("GET", "/livez")
    assert kept.getresponse().status == 200
    assert kept.sock is mine
    kept.close()
