"""`aggregator plain open --watch`: a line for each change, and live in a terminal."""

import asyncio
import codecs
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from aggregator.cli.plain.advice import Advice
from aggregator.cli.plain.watch import Watch, _Cut, _split
from aggregator.simulator.draw import draw
from tests.support.command import SECONDS, Command, ended, lines_until, program
from tests.support.local_plain import ALEX, Server, answer, entry, local_plain

_LOOKS = re.compile(r"\x1b\[[0-9;]*m")
"""What colours a text or makes it bold."""

KEYS = "subscription-status,usage"
WATCH = ("plain", "open", "--customer", "alex@grocery.co", "--watch")


@pytest.fixture
def here(command: Command, demo_url: str) -> None:
    assert command("plain", "init", "--url", demo_url, "--keys", KEYS).code == 0


async def test_each_change_is_a_line_and_the_customer_is_opened_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = Server(answer(entry("plan", ttl=20), entry("usage", ttl=3600)), httpx.Response(401))
    advice = Advice(None)
    async with local_plain(server, hear=advice.hear) as plain:
        await Watch(plain, ALEX, every=5, seconds=27, advice=advice).run((), as_json=False)
    assert server.asked == [["plan", "usage"], ["plan"]]
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "answered 401: it does not believe that this is Plain. Fix: --secret and" in said.err
    lines = [line.split(" · ")[:2] for line in said.out.splitlines()]
    assert lines == [
        ["12:00:00 plan", "Loading for 0 s"],
        ["12:00:00 usage", "Loading for 0 s"],
        ["12:00:00 plan", "Loaded 0 s ago"],
        ["12:00:00 usage", "Loaded 0 s ago"],
        ["12:00:20 plan", "Loading for 0 s"],
        ["12:00:20 plan", "StatusCode (statusCode 401) 0 s ago"],
    ]


async def test_a_reload_comes_with_the_first_opening(capsys: pytest.CaptureFixture[str]) -> None:
    server = Server()
    async with local_plain(server) as plain:
        watch = Watch(plain, ALEX, every=5, seconds=1, advice=Advice(None))
        await watch.run(["usage"], as_json=True)
    assert sorted(server.asked) == [["plan", "usage"], ["usage"]]
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {it["key"]: it["request"]["number"] for it in told if it["state"] == "Loaded"} == {
        "plan": 1,
        "usage": 2,
    }


@pytest.mark.usefixtures("here")
def test_an_interrupt_ends_it_cleanly(nowhere: Path) -> None:
    with program(*WATCH, cwd=nowhere) as process:
        lines_until(process.stdout, "Loaded")
        done = ended(process, signal.SIGINT)
    assert done.code == 0
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("here")
def test_in_a_terminal_keys_choose_and_reload_and_q_leaves_the_list(nowhere: Path) -> None:
    with in_a_terminal(*WATCH, cwd=nowhere) as terminal:
        assert "╭─ subscription-status ─" in terminal.until("q quit")
        terminal.press("\x1b[B")
        assert terminal.until("╭─ usage ─")
        terminal.press("r")
        assert terminal.until("request 2 · 1 attempt")
        terminal.press("q")
        rest = terminal.until("\x1b[?1049l")  # the screen from before is back
        rest += terminal.rest()
        assert terminal.code == 0
    assert "subscription-status" in rest.split("\x1b[?1049l")[1]


def test_keys_that_come_together_are_heard_one_by_one() -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    _split(b"\x1b[Ar\x1b[Bq\xff", queue)
    heard = [queue.get_nowait() for _ in range(queue.qsize())]
    assert heard == ["\x1b[A", "r", "\x1b[B", "q"]


def test_a_card_higher_than_the_window_says_how_much_is_left() -> None:
    card = draw("plan", [{"componentPlainText": {"plainText": "\n".join("abcdefgh")}}], 60, 30)

    def lines(maximum: int) -> list[str]:
        console = Console(file=io.StringIO(), width=80)
        with console.capture() as taken:
            console.print(_Cut(card, maximum))
        return taken.get().splitlines()

    assert len(lines(10)) == 10
    assert lines(10)[-1].startswith("╰")
    assert len(lines(5)) == 5
    assert lines(5)[-1] == "  … 6 more lines in a higher window"


class Terminal:
    """A program on a terminal of 100 columns and 30 lines."""

    def __init__(self, process: "subprocess.Popen[bytes]", side: int) -> None:
        self._process = process
        self._side = side
        self._read = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def code(self) -> int:
        return self._process.wait(SECONDS)

    def press(self, keys: str) -> None:
        os.write(self._side, keys.encode())

    def until(self, text: str) -> str:
        """What came up to and with `text`."""
        limit = time.monotonic() + SECONDS
        while text not in self._read:
            if not self._more(limit - time.monotonic()):
                raise AssertionError(f"{text!r} did not come, but {self._read!r}")
        found, _, self._read = self._read.partition(text)
        return found + text

    def rest(self) -> str:
        while self._more(SECONDS):
            pass
        return self._read

    def _more(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._side], [], [], max(0, seconds))
        try:
            data = os.read(self._side, 65_536) if ready else b""
        except OSError:  # Linux says so when the program has ended
            data = b""
        self._read = _LOOKS.sub("", self._read + self._decoder.decode(data))
        return bool(data)


@contextmanager
def in_a_terminal(*arguments: str, cwd: Path) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    size = {"COLUMNS": "100", "LINES": "30", "TERM": "xterm-256color"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")}
    with subprocess.Popen(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-m", "aggregator", *arguments],
        cwd=cwd,
        env={**kept, **size},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            if process.poll() is None:
                process.kill()
            os.close(ours)
