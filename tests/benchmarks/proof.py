"""What it costs to give records to their keys on their proof: its share of our CPU time.

All of it is counted, grouping included, which would be needed without any proof. At most 3 %.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aggregator.demo.company import DemoCompany
from aggregator.upstream.records import Grouped
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import running_product
from tests.support.subjects import table

COUNTS = (1, 8, 25)
RUNS = 40
MOST = 3.0


class Stopwatch:
    """CPU time spent inside of what is watched, and how often it was gone into."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.entries = 0
        self._depth = 0

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            if self._depth:
                return function(*args, **named)
            self._depth += 1
            self.entries += 1
            began = time.thread_time()
            try:
                return function(*args, **named)
            finally:
                self.seconds += time.thread_time() - began
                self._depth -= 1

        return run


def run() -> None:
    """Print one line for each number of cards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoCompany(latency=0.0, customers=500) as company,
    ):
        rows = asyncio.run(_measure(Path(folder), company))
    table(("cards", "CPU ms a request", "of them proof", "share", "at most"), rows)


async def _measure(folder: Path, company: DemoCompany) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    async with running_product(company, folder, write_catalog(folder / "cards")) as product:
        for count in COUNTS:
            await product.answer(KEYS[:count], email="alex@grocery.co")
            with _stopwatch() as watch:
                began = time.thread_time()
                for _ in range(RUNS):
                    await product.answer(KEYS[:count], email="alex@grocery.co")
                whole = time.thread_time() - began
            share = 100 * watch.seconds / whole
            rows.append((count, f"{1000 * whole / RUNS:.2f}", f"{1000 * watch.seconds / RUNS:.3f}",
                         f"{share:.2f} %", f"{MOST:.0f} %"))  # fmt: skip
    return rows


@contextmanager
def _stopwatch() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    names = ("__init__", "add", "by_key", "doubtful")
    before = {name: getattr(Grouped, name) for name in names}
    for name, function in before.items():
        setattr(Grouped, name, watch.watched(function))
    try:
        yield watch
    finally:
        for name, function in before.items():
            setattr(Grouped, name, function)
