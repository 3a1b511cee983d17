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
    before, *after = left
    counts: list[tuple[str, object]] = [
        ("cards", len(KEYS)),
        ("sources that hang", len(SOURCES)),
        ("requests, each answered at the soft limit with every key", len(after)),
        *(
            (f"{what} more than before", max(0, getattr(after[-1], what) - getattr(before, what)))
            for what in ("connections", "tasks", "files")
        ),
    ]
    return Soaked("25 cards that hang leave nothing behind", counts, grown(before, after))
