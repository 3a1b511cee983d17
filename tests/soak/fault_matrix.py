"""Every fault at every source with the limits of real life; `make test` scales some down."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.fault_matrix import CELLS, PLACES, diagnostics, scenery, without_faults
from tests.support.subjects import Soaked


def run() -> Soaked:
    """One new service for each fault at each place, asked once for all cards."""
    with tempfile.TemporaryDirectory() as folder, DemoCompany(customers=300) as company:
        home = Path(folder)
        failures, cards = asyncio.run(_soak(company, home))
    places = Counter(place for _, place in CELLS)
    counts: list[tuple[str, object]] = [
        ("places: sources, and the token endpoint", len(PLACES)),
        ("cards asked each time", cards),
        *((f"faults at {place}", count) for place, count in places.items()),
        ("answered 200 with every key, nothing else degraded", len(CELLS) - len(failures)),
    ]
    return Soaked("Every fault at every source", counts, failures)


async def _soak(company: DemoCompany, home: Path) -> tuple[list[str], int]:
    well = await without_faults(company, home)
    failures = []
    for fault, place in CELLS:
        async with scenery(company, home, {}, fault=fault, place=place, seeded=False) as made:
            try:
                found = await diagnostics(made, well, fault, place)
            except AssertionError as error:
                found = [f"no whole answer ({error})"]
        if found:
            failures.append(f"{fault} at {place}: {'; '.join(found)}")
    return failures, len(well.cards)
