"""What one request costs with 1, 8 and 25 distinct cards: time, and calls counted at the sources.

The source servers answer without latency of their own, so the time is ours and theirs to compute.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import Product, running_product, total
from tests.support.statements import statements
from tests.support.subjects import table

COUNTS = (1, 8, 25)
RUNS = 20
CUSTOMERS = 500


def run() -> None:
    """Print one line for each number of cards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoCompany(latency=0.0, customers=CUSTOMERS) as company,
    ):
        rows = asyncio.run(_measure(Path(folder), company))
    table(("cards", "median ms", "worst ms", "ms a card", "source calls", "SQL", "bytes"), rows)


async def _measure(folder: Path, company: DemoCompany) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    async with running_product(company, folder, write_catalog(folder / "cards")) as product:
        await _ask(product, 1, company)  # the first call connects and signs in
        for count in COUNTS:
            with statements(product.service._store) as sql:
                size = await _ask(product, count, company)
            calls, statements_sent = total(company.calls()), len(sql)
            times = []
            for _ in range(RUNS):
                began = time.perf_counter()
                await _ask(product, count, company)
                times.append((time.perf_counter() - began) * 1000)
            median = statistics.median(times)
            rows.append((count, f"{median:.1f}", f"{max(times):.1f}", f"{median / count:.2f}",
                         calls, statements_sent, size))  # fmt: skip
    return rows


async def _ask(product: Product, count: int, company: DemoCompany) -> int:
    company.reset()
    answered = await product.answer(KEYS[:count], email="alex@grocery.co")
    return len(answered.body)
