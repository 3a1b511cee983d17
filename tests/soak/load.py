"""Agents at work for two minutes: every card they open is there, with one request a customer."""

import tempfile
from pathlib import Path

from aggregator.simulator.load import LoadPlan
from tests.support.demo_process import demo_process
from tests.support.plain_load import CARDS, demo_visits, demo_workspace, put
from tests.support.subjects import Soaked, say

CUSTOMERS = 2_000
AGENTS = 500
RATE = 5.0
OPENINGS = 600
SHOWN = ("loaded", "hidden")


def run() -> Soaked:
    """Open customers at a steady rate; nothing fails, nothing is asked for twice."""
    with (
        tempfile.TemporaryDirectory() as home,
        demo_process(Path(home), CUSTOMERS, {"reload": "background"}) as service,
    ):
        plan = LoadPlan(demo_visits(CUSTOMERS), AGENTS, RATE, 3_600, OPENINGS)
        ran = put(demo_workspace(service.url, CARDS), plan)
    tally = ran.tally
    rate = tally.openings / tally.seconds
    say(f"{rate:.1f} customers a second, {tally.from_cache} from the cache")
    failures = [
        f"{count} cards were shown as {word}"
        for word, count in tally.seen.items()
        if word not in SHOWN
    ]
    if tally.openings + tally.no_agent != OPENINGS or tally.no_agent:
        failures.append(f"{tally.no_agent} customers were not opened: every agent was waiting")
    if tally.cards != tally.openings * len(CARDS):
        failures.append(f"{tally.cards} cards were seen")
    asked = sum(len(it.exchange.keys) for it in ran.heard)
    if asked + tally.cached_cards > tally.cards:
        failures.append(f"{asked + tally.cached_cards - tally.cards} cards were asked for twice")
    counts = (
        ("customers opened", OPENINGS),
        ("cards of each", len(CARDS)),
        ("cards shown as errors", sum(tally.seen.values()) - sum(tally.seen[it] for it in SHOWN)),
        ("requests repeated", tally.retries),
    )
    return Soaked("Agents at work", counts, failures)
