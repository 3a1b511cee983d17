"""One of four sources hangs at a steady rate: how long the other sources' cards take meanwhile.

Healthy and hanging take turns, so that both meet the same machine.
"""

import asyncio
import tempfile
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.isolation import HANGING, Seen, desk
from tests.support.subjects import say, table

RATE = 10
SECONDS = 10.0
TURNS = 2
TARGET = 1.5
SETTLING = 10.0
"""Seconds after which a hanging source must be left alone for the most part."""


def run() -> None:
    """Print p50 and p99 of both, side by side, and how they compare."""
    with tempfile.TemporaryDirectory() as folder, DemoCompany(customers=300) as company:
        asyncio.run(_measure(company, Path(folder)))


async def _measure(company: DemoCompany, home: Path) -> None:
    well, ill = Seen(), Seen()
    well_all, ill_all, settled = Seen(), Seen(), Seen()
    for turn in range(TURNS):
        async with desk(company, _folder(home, turn)) as agents:
            _add(await agents.work(RATE, SECONDS), well, well_all)
            company.fault(HANGING, "hang")
            _add(await agents.work(RATE, SETTLING), ill, ill_all)
            _add(await agents.work(RATE, SETTLING), ill, settled)
            company.reset()
    say(f"{RATE} requests a second, half for all cards, half for those that never read {HANGING}")
    rows = [
        ("others' cards, all well", well),
        (f"others' cards, {HANGING} hangs", ill),
        ("all cards, all well", well_all),
        (f"all cards, {HANGING} hangs, first {SETTLING:.0f} s", ill_all),
        ("all cards, after that", settled),
    ]
    table(
        ("requests for", "answered", "refused", "p50 ms", "p99 ms"),
        [
            (name, len(seen.ms), seen.refused, f"{seen.p50:.0f}", f"{seen.p99:.0f}")
            for name, seen in rows
        ],
    )
    say(f"others' p99: {ill.p99 / well.p99:.2f} times the healthy one (target: {TARGET})")


def _add(more: tuple[Seen, Seen], others: Seen, everything: Seen) -> None:
    for seen, into in zip(more, (others, everything), strict=True):
        into.ms += seen.ms
        into.refused += seen.refused


def _folder(home: Path, turn: int) -> Path:
    folder = home / str(turn)
    folder.mkdir()
    return folder
