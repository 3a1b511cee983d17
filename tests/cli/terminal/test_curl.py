"""The line for the shell sends the same request, signed when it is run."""

import http.server
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from aggregator.cli.terminal.curl import curl
from aggregator.domain.plain.signature import sign
from aggregator.simulator.call import prepare
from tests.support.pasted import pasted

SECRET = 'it\'s $HOME "and" `more`'

Heard = list[tuple[Mapping[str, str], bytes]]


@pytest.fixture
def heard() -> Iterator[tuple[str, Heard]]:
    """A server's address, and the requests that it was sent."""
    requests: Heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append((dict(self.headers.items()), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base's name
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/cards", requests
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("secret", [SECRET, "demo-secret", None])
def test_pasted_it_sends_these_bytes_and_headers_with_a_signature_that_holds(
    heard: tuple[str, Heard], secret: str | None
) -> None:
    url, requests = heard
    outgoing = prepare(
        secret=secret,
        headers={"Authorization": "Bearer it's"},
        keys=["a", "b"],
        customer={"email": "o'neill+%s\\n@example.com", "externalId": "\u00fc $(id)"},
        workspace_id="w",
        sent_at=datetime.now(UTC),
    )
    line = curl(url, outgoing.body, outgoing.headers, secret)
    done = pasted(line)

    assert done.returncode == 0, done.stderr

    [(headers, body)] = requests
    assert body == outgoing.body
    sent = {name.lower(): value for name, value in headers.items()}
    for name, value in outgoing.headers.items():
        assert sent[name.lower()] == value
    assert sent.get("plain-request-signature") == (sign(secret, body) if secret else None)
