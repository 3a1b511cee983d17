"""25 cards whose sources all hang, at the real soft limit, again and again: nothing is left."""

import asyncio
import tempfile
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS
from tests.support.hanging import SOURCES, grown, hang_repeatedly
from tests.support.subjects import Soaked

TIMES = 30
SOFT = 4.0


def run() -> Soaked:
    """Ask `TIMES` times; compare tasks and open files with those after the first answer."""
    with tempfile.TemporaryDirectory() as folder, DemoCompany(customers=300) as company:
        left = asyncio.run(hang_repeatedly(company, Path(folder), TIMES, SOFT))
    counts: list[tuple[str, object]] = [
        ("cards", len(KEYS)),
        ("sources that hang", len(SOURCES)),
        ("requests, each answered at the soft limit with every key", len(left)),
        ("tasks more than after the first", max(0, left[-1].tasks - left[0].tasks)),
        ("files and sockets more than after the first", max(0, left[-1].files - left[0].files)),
    ]
    return Soaked("25 cards that hang leave nothing behind", counts, grown(left))
