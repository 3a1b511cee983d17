"""How soon `serve` is ready with 10, 200 and 1,000 cards, and what a request costs then.

First: nothing is kept from an earlier run, as after an update. Warm: another run served the same
cards before. CPU is the process's own until it says that it serves, user and system; wall depends
on what else the machine does. A request is of three cards: the others may change nothing for it.
Python keeps its bytecode, written before anything is measured.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aggregator.domain.plain.signature import sign
from tests.support.product import ROOT
from tests.support.subjects import table

COUNTS = (10, 200, 1_000)
RUNS = 3
REQUESTS = 200
SECRET = "a-secret-of-the-benchmark"
TICKS = os.sysconf("SC_CLK_TCK")
_SERVING = re.compile(r"http://127\.0\.0\.1:\d+")


def run() -> None:
    """Print one line for each number of cards."""
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        for count in (COUNTS[0], *COUNTS):  # the first time writes the bytecode
            home = Path(name, "home")
            _cards(home, count)
            with _serving(home) as (cold, _, _):
                pass
            warm = []
            for _ in range(RUNS):
                with _serving(home) as (cpu, wall, ask):
                    warm.append((cpu, wall))
            with _serving(home) as (_, _, ask):
                cost = _request(*ask)
            shutil.rmtree(home)
            cpu, wall = (min(each) for each in zip(*warm, strict=True))
            rows.append((count, f"{cold:.2f}", f"{cpu:.2f}", f"{wall:.2f}", f"{cost:.2f}"))
    heads = ("cards", "first, CPU s", "warm, CPU s", "warm, wall s", "a request, CPU ms")
    table(heads, rows[1:])


def _cards(home: Path, count: int) -> None:
    """Copy the demo's cards until there are so many."""
    shutil.copytree(ROOT / "graphql", home / "graphql")
    cards = sorted(ROOT.glob("cards/*/*.graphql"))
    for number in range(count):
        card = cards[number % len(cards)]
        team = home / "cards" / card.parent.name
        team.mkdir(parents=True, exist_ok=True)
        shutil.copy(card, team / f"card-{number}.graphql")


@contextmanager
def _serving(home: Path) -> Iterator[tuple[float, float, tuple[int, str]]]:
    """Serve; give the seconds of CPU and of the clock until it was ready, its pid and its URL."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "serve", "--port", "0"],
        cwd=home,
        env=_environ(home),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        url = next(found[0] for line in process.stderr if (found := _SERVING.search(line)))
        cpu, wall = _cpu(process.pid), time.perf_counter() - began
        threading.Thread(target=process.stderr.read, daemon=True).start()  # else its log stops it
        yield cpu, wall, (process.pid, url)
    finally:
        process.terminate()
        process.wait()


def _environ(home: Path) -> Mapping[str, str]:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("AGGREGATOR_")}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **ours,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode"),
        "AGGREGATOR_SIGNING_SECRETS": json.dumps([SECRET]),
    }


def _request(pid: int, url: str) -> float:
    """Ask for three cards, often; the median of ms of CPU, once none is compiled any more."""
    body = json.dumps(
        {"cardKeys": ["card-0", "card-1", "card-2"], "customer": {"email": "a@b.co"}}
    ).encode()
    headers = {"plain-request-signature": sign(SECRET, body), "content-type": "application/json"}
    idle = -1.0
    while idle != (idle := _cpu(pid)):
        time.sleep(0.5)
    costs = []
    for _ in range(5):
        before = _cpu(pid)
        for _ in range(REQUESTS):
            request = urllib.request.Request(f"{url}/cards", body, headers)  # noqa: S310 -- ours
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- ours
                answer.read()
        costs.append((_cpu(pid) - before) / REQUESTS * 1000)
    return statistics.median(costs)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
