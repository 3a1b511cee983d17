"""Real servers for tests: they end with the tests, a failed start is told, calls are counted."""

import os
import re
import select
import signal
import subprocess
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.support.servers.counting import Asked, counted
from tests.support.servers.environment import LOCKED, names
from tests.support.servers.process import serving
from tests.support.subjects import ROOT

ANSWERS = """
import os, socket, sys
print(os.getpid(), flush=True)
with socket.socket(fileno=int(sys.argv[1])) as listening:
    while True:
        with listening.accept()[0] as asked:
            asked.recv(65536)
            asked.sendall(b"HTTP/1.1 204 Here\\r\\nConnection: close\\r\\n\\r\\n")
"""
STARTS = """
import sys
from pathlib import Path
from tests.support.servers.process import serving
log = Path(sys.argv[1])
command = lambda number: [sys.executable, "-c", sys.argv[2], str(number)]
with serving(command, log, "/"):
    print(log.read_text(), flush=True)
    sys.stdin.read()
"""


def test_a_server_ends_with_who_started_it_even_when_that_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(  # noqa: S603 this interpreter with our own words
        [sys.executable, "-c", STARTS, str(tmp_path / "answers.log"), ANSWERS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    with starter:
        assert starter.stdout is not None
        server = os.pidfd_open(int(starter.stdout.readline()))
        try:
            ended = select.poll()
            ended.register(server, select.POLLIN)
            assert ended.poll(0) == []
            starter.send_signal(signal.SIGKILL)
            assert ended.poll(30_000) != []
        finally:
            os.close(server)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    fails = [sys.executable, "-c", "raise SystemExit('no disk is left')"]
    with (
        pytest.raises(AssertionError, match=r"thing did not start.*exit code") as told,
        serving(lambda _: fails, tmp_path / "thing.log", "/"),
    ):
        pass
    assert "no disk is left" in str(told.value)


def test_what_is_asked_is_passed_on_whole_and_counted() -> None:
    heard: list[tuple[str, str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Host"], body))
            self.send_response(207)
            self.send_header("Link", "</next>")
            self.end_headers()
            self.wfile.write(b"some")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with counted(f"http://127.0.0.1:{server.server_port}") as proxy:
            with urllib.request.urlopen(f"{proxy.url}/a?b=c%26d&b=", b"{}", 30) as answer:  # noqa: S310 our own http address
                assert (answer.status, answer.headers["Link"]) == (207, "</next>")
                assert answer.read() == b"some"
            asked = list(proxy.asked)
            proxy.forget()
            assert proxy.calls() == {}
        server.shutdown()
        thread.join()
    assert heard == [("/a?b=c%26d&b=", proxy.url.removeprefix("http://"), b"{}")]
    assert asked == [Asked("POST", "/a", [("b", "c&d"), ("b", "")], b"{}", 207)]


@pytest.mark.parametrize("folder", names())
def test_each_lock_has_what_its_folder_asks_for(folder: str) -> None:
    wanted = (LOCKED / folder / "requirements.in").read_text().split()
    locked = re.findall(
        r"^(\S+==\S+)", (LOCKED / folder / "requirements.lock").read_text(), re.MULTILINE
    )
    assert wanted
    assert [each for each in wanted if each not in locked] == []
    assert (ROOT / "requirements.lock").read_text().count(f"{folder}==") == 0
