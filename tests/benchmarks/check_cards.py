"""How long `aggregator check` takes for 200 and 1,000 cards: loading, checking and compiling."""

import statistics
import tempfile
import time
from pathlib import Path

from aggregator.cards.catalog import load_catalog
from aggregator.service import internal_schema
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import ROOT
from tests.support.subjects import table

COUNTS = (200, 1_000)
RUNS = 3


def run() -> None:
    """Print one line for each number of cards."""
    rows: list[tuple[object, ...]] = []
    schema = internal_schema()
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as name:
            folder = _copies(Path(name), count)
            times = []
            for _ in range(RUNS):
                began = time.perf_counter()
                catalog = load_catalog(folder, ROOT / "graphql", schema)
                times.append(time.perf_counter() - began)
            assert len(catalog.cards) == count
            median = statistics.median(times)
            rows.append((count, f"{times[0]:.2f}", f"{median:.2f}", f"{median / count * 1000:.2f}"))
    table(("cards", "first s", "median s", "ms a card"), rows)


def _copies(home: Path, count: int) -> Path:
    """Write the catalogue again and again, each copy a team of its own."""
    made = write_catalog(home / "once")
    texts = [next(made.glob(f"*/{key}.graphql")).read_text(encoding="utf-8") for key in KEYS]
    for number in range(count):
        folder = home / "cards" / f"team-{number // len(texts)}"
        folder.mkdir(parents=True, exist_ok=True)
        text = texts[number % len(texts)]
        (folder / f"card-{number}.graphql").write_text(text, encoding="utf-8")
    return home / "cards"
