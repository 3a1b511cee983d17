"""The fake of a connector's folder, served: what stands for a system that nobody can start."""

import contextlib
import importlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aggregator.connectors.fake import FakeReply, FakeRequest, fake_request
from tests.support.servers.counting import Asked, Counted


@dataclass(frozen=True, slots=True)
class Fake:
    """A running one: its address and count, what a source of it takes, and whom it knows."""

    counted: Counted
    credentials: dict[str, str]
    people: list[str]


@contextlib.contextmanager
def fake_of(connector: str) -> Iterator[Fake]:
    """Serve `aggregator/connectors/<connector>/fake.py`."""
    module = importlib.import_module(f"aggregator.connectors.{connector}.fake")
    answer: Callable[[FakeRequest], FakeReply] = module.answer
    made = Counted("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def reply(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            params = parse_qsl(parts.query, keep_blank_values=True)
            headers = dict(self.headers.items())
            said = answer(fake_request(self.command, parts.path, parts.query, headers, raw))
            made.asked.append(Asked(self.command, parts.path, params, raw, said.status))
            content = json.dumps(said.body).encode()
            self.send_response_only(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = reply  # noqa: N815 http.server's names

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Fake(made, dict(module.CREDENTIALS), list(module.PEOPLE))
        finally:
            server.shutdown()
            thread.join()
