"""One of four sources hangs for a minute at a steady rate: the others' cards do not notice.

Their times are printed by `make bench ARGS=isolation`.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.isolation import HANGING, Seen, desk
from tests.support.subjects import Soaked

RATE = 6
SETTLING = 10.0
LONG = 60.0
RECOVERY = 60.0


@dataclass(frozen=True, slots=True)
class Minute:
    """Requests for the others' cards and for all, while settling and after."""

    others: Seen
    settling: Seen
    settled: Seen
    calls: int
    recovered: bool


def run() -> Soaked:
    """Hang, work on for a minute, then let the source be well again."""
    with tempfile.TemporaryDirectory() as folder, DemoCompany(customers=300) as company:
        seen = asyncio.run(_soak(company, Path(folder)))
    everything = (seen.others, seen.settling, seen.settled)
    failures = [
        f"{number} requests {what}"
        for what in ("refused", "incomplete", "changed")
        if (number := sum(getattr(each, what) for each in everything))
    ]
    number = len(seen.settled.ms)
    if seen.settled.met * 2 >= number:
        failures.append(f"after {SETTLING:.0f} s {seen.settled.met} of {number} still waited")
    if not seen.recovered:
        failures.append(f"not well again {RECOVERY:.0f} s after the source was")
    counts: list[tuple[str, object]] = [
        ("requests a second", RATE),
        ("requests for cards of the three others", len(seen.others.ms)),
        *(
            (f"of them {what}", getattr(seen.others, what))
            for what in ("refused", "incomplete", "changed")
        ),
        (f"requests for all cards, first {SETTLING:.0f} s", len(seen.settling.ms)),
        ("of them that waited for the source", seen.settling.met),
        ("requests for all cards, after that", number),
        ("of them that waited for the source (at most half)", seen.settled.met),
        ("calls to the source in all", seen.calls),
        ("cards well again once the source was", "yes" if seen.recovered else "no"),
    ]
    return Soaked("One of four sources hangs", counts, failures)


async def _soak(company: DemoCompany, home: Path) -> Minute:
    async with desk(company, home) as agents:
        company.fault(HANGING, "hang")
        others, settling = await agents.work(RATE, SETTLING)
        later, settled = await agents.work(RATE, LONG - SETTLING)
        calls = sum(company.calls()[HANGING].values())
        company.reset()
        recovered = await agents.recover(RECOVERY)
    others.ms += later.ms
    others.refused += later.refused
    others.incomplete += later.incomplete
    others.changed += later.changed
    return Minute(others, settling, settled, calls, recovered)
