"""Whatever sources answer, every key is answered validly, and a broken card breaks alone."""

import asyncio
import tempfile
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.any_answer import Answers, hold
from tests.support.any_source import any_sources
from tests.support.subjects import Soaked

SEEDS, EMAIL = 2_500, "alex@grocery.co"


def run() -> Soaked:
    """Ask for the demo's cards twice a seed, the second time with one of them broken."""
    seen = asyncio.run(_hold())
    counts: list[tuple[str, object]] = [
        ("answers over generated outputs", seen.answers + seen.broken),
        ("of them with one card broken on purpose", seen.broken),
        ("cards shown", seen.shown),
        ("cards degraded", seen.degraded),
        ("cards hidden", seen.hidden),
        ("answers off Plain's schema, keys missing, other cards changed", len(seen.breaches)),
    ]
    return Soaked("Any output of the sources", counts, seen.breaches[:20])


async def _hold() -> Answers:
    with (
        DemoCompany(latency=0.0, customers=300) as company,
        tempfile.TemporaryDirectory() as home,
    ):
        async with any_sources(company, Path(home), EMAIL) as sources:
            return await hold(sources, range(SEEDS), EMAIL)
