"""A proxy that stands before a server and keeps what was asked, so that tests can count calls."""

import contextlib
import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

WAIT = 60
"""Seconds after which an answer that has not come never will."""
_OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came; `params` in their order, decoded."""

    method: str
    path: str
    params: list[tuple[str, str]]
    body: bytes
    status: int


@dataclass(slots=True)
class Counted:
    """A server's address, by way of the proxy, and what it was asked since the last `forget`."""

    url: str
    asked: list[Asked] = field(default_factory=list)

    def forget(self) -> None:
        self.asked.clear()

    def calls(self) -> Counter[str]:
        """How often each "GET /path" was asked."""
        return Counter(f"{each.method} {each.path}" for each in self.asked)


@contextlib.contextmanager
def counted(target: str) -> Iterator[Counted]:
    """Stand before `target` ("http://127.0.0.1:PORT")."""
    host, port = urlsplit(target).hostname or "", urlsplit(target).port
    made = Counted("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server = http.client.HTTPConnection(host, port, timeout=WAIT)
            try:
                # The Host stays the proxy's: links in an answer lead here again.
                heads = {name: value for name, value in self.headers.items() if _passes(name)}
                server.request(self.command, self.path, body or None, heads)
                answer = server.getresponse()
                self._answer(answer, body)
            finally:
                server.close()

        def _answer(self, answer: http.client.HTTPResponse, body: bytes) -> None:
            content = answer.read()
            parts = urlsplit(self.path)
            params = parse_qsl(parts.query, keep_blank_values=True)
            made.asked.append(Asked(self.command, parts.path, params, body, answer.status))
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if _passes(name):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = pass_on  # noqa: N815 http.server's names

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def _passes(name: str) -> bool:
    return name.lower() not in _OF_ONE_CONNECTION
