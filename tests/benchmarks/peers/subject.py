"""The subject `peers`: who runs, in which scenarios; what is printed and written."""

import asyncio
import json
import os
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.peers.customers import company, links, whole
from tests.benchmarks.peers.entrants import (
    BASELINE,
    ENTRANTS,
    Entrant,
    Grounds,
    earlier,
    install_on_node,
    start,
)
from tests.benchmarks.peers.load import asking
from tests.benchmarks.peers.measure import FULL, QUICK, Field, Results, measure
from tests.benchmarks.peers.processes import Cores, Running, pin, prebuilt_sources
from tests.benchmarks.peers.report import Report
from tests.benchmarks.peers.servers.ours import write_home
from tests.support.catalog import KEYS
from tests.support.subjects import say

SECRET = "peers-signing-secret"
ROUNDS = 3
ONE = ("card-03",)
"""The one card of the scenarios with one: two calls, one after the other."""


def run() -> None:
    """Measure, print the ratios, and write them down."""
    full = bool(os.environ.get("FULL"))
    day = datetime.now(UTC).date()
    data = company(day)
    people = whole(data)
    cores = Cores.of_this_machine()
    pin(0, cores.other)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = stack.enter_context(prebuilt_sources(day.isoformat(), cores.other))
        (home / "links.json").write_text(json.dumps(links(people)), encoding="utf-8")
        write_home(home, urls, SECRET, data)
        grounds = Grounds(home, urls, SECRET, cores.serving, install_on_node())
        running = {entrant: start(entrant, grounds, stack) for entrant in _chosen()}
        askings = {
            len(keys): [asking(str(person.email), list(keys), SECRET) for person in people]
            for keys in (KEYS, ONE)
        }
        ground = Field(running, urls, askings)
        results, ceiling = asyncio.run(_measure(ground, full=full))
        report = Report(results, _memory(running), ceiling, cores, full=full)
    report.tell()
    if not (os.environ.get("ONLY") or os.environ.get("BEFORE")):
        report.write()


def _chosen() -> tuple[Entrant, ...]:
    """Everybody, or whose name has one of the words in ONLY, and the baseline; and BEFORE."""
    words = [word.strip() for word in os.environ.get("ONLY", "").split(",")]
    before = os.environ.get("BEFORE")
    return tuple(
        each
        for each in (*ENTRANTS, *([earlier(Path(before))] if before else ()))
        if each.name == BASELINE or any(word in each.name for word in words)
    )


async def _measure(ground: Field, *, full: bool) -> tuple[Results, float]:
    wrong = await ground.compare()
    if wrong:
        raise AssertionError("The answers differ:\n" + "\n".join(wrong[:10]))
    say("   all answers are equal")
    ceiling = await ground.ceiling()
    results = await measure(ground, _chosen(), FULL if full else QUICK, ROUNDS)
    return results, ceiling


def _memory(running: dict[Entrant, Running]) -> dict[Entrant, float]:
    return {entrant: process.memory() for entrant, process in running.items()}
