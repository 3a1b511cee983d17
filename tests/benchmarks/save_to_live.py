"""From a card's save to the first answer that shows it, with 10, 200 and 1,000 cards.

At once: the call that follows the save, as an author makes it. In the background: files are looked
at every second, so about half of one is waiting; calls go on meanwhile, and the longest is told.
"""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Literal

from aggregator.demo.company import DemoCompany
from tests.support.product import Product, running_product
from tests.support.subjects import table

COUNTS = (10, 200, 1_000)
RUNS = 5
EMAIL = "alex@grocery.co"
CARD = 'query Card @card(title: "Card") {{ customer {{ email @row(label: "Saved {0}") }} }}\n'

Reload = Literal["at_once", "background"]


def run() -> None:
    """Print one line for each number of cards."""
    rows: list[tuple[object, ...]] = []
    with DemoCompany(latency=0.0, customers=20) as company:
        for count in COUNTS:
            at_once, _ = asyncio.run(_measure(company, count, "at_once"))
            behind, longest = asyncio.run(_measure(company, count, "background"))
            rows.append((count, f"{at_once:.0f}", f"{behind:.0f}", f"{longest:.0f}"))
    table(("cards", "at once ms", "in the background ms", "longest call meanwhile ms"), rows)


async def _measure(company: DemoCompany, count: int, reload: Reload) -> tuple[float, float]:
    """Save so many times; medians of milliseconds until it shows, and the longest call."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        file = _cards(home / "cards", count)
        async with running_product(company, home, home / "cards", reload=reload) as product:
            await _ask(product)
            shown, calls = [], []
            for turn in range(RUNS):
                file.write_text(CARD.format(f"{reload} {turn}"))
                saved = time.perf_counter()
                while True:
                    began = time.perf_counter()
                    seen = await _ask(product)
                    calls.append(time.perf_counter() - began)
                    if f"Saved {reload} {turn}" in seen:
                        break
                    await asyncio.sleep(0.01)
                shown.append(time.perf_counter() - saved)
    return statistics.median(shown) * 1000, max(calls) * 1000


async def _ask(product: Product) -> str:
    return json.dumps(await product.ask(["card-0"], email=EMAIL))


def _cards(folder: Path, count: int) -> Path:
    team = folder / "support"
    team.mkdir(parents=True)
    for number in range(count):
        (team / f"card-{number}.graphql").write_text(CARD.format(number))
    return team / "card-0.graphql"
