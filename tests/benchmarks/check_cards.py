"""How long `aggregator check` takes for 200 and 1,000 cards.

Cold: read, checked and compiled, as serve does at its start too. Warm: nothing changed since the
last check, so that its cache says what it came to. One changed: all but one card are known.
"""

import statistics
import tempfile
import time
from pathlib import Path

from graphql import GraphQLSchema

from aggregator.catalog import load_catalog
from aggregator.language.folder import FRAGMENTS
from aggregator.language.source import read_fragments
from aggregator.lint.check import check_cards
from aggregator.lint.check_cache import CheckCache
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import ROOT
from tests.support.subjects import table
from tests.support.the_world import the_world

COUNTS = (200, 1_000)
RUNS = 3


def run() -> None:
    """Print one line for each number of cards."""
    rows: list[tuple[object, ...]] = []
    schema = the_world().schema
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as name:
            folder = _copies(Path(name), count)
            cold = []
            for _ in range(RUNS):
                began = time.perf_counter()
                catalog = load_catalog(folder, ROOT / "graphql", schema)
                cold.append(time.perf_counter() - began)
            assert len(catalog.cards) == count
            _check(folder, schema)
            warm = [_check(folder, schema) for _ in range(RUNS)]
            changed = folder / "team-0" / "card-0.graphql"
            changed.write_text(f"{changed.read_text(encoding='utf-8')}# changed\n", "utf-8")
            one = _check(folder, schema)
            median = statistics.median(cold)
            rows.append(
                (
                    count,
                    f"{cold[0]:.2f}",
                    f"{median:.2f}",
                    f"{median / count * 1000:.2f}",
                    f"{statistics.median(warm):.2f}",
                    f"{one:.2f}",
                )
            )
    heads = ("cards", "cold, first s", "cold, median s", "ms a card", "warm s", "one changed s")
    table(heads, rows)


def _check(folder: Path, schema: GraphQLSchema) -> float:
    """Check as the command does, its cache read and written; give the seconds it took."""
    began = time.perf_counter()
    cache = CheckCache(folder.parent / "cache", schema)
    check_cards([folder], schema, read_fragments(ROOT / "graphql" / FRAGMENTS), memory=cache)
    cache.save()
    return time.perf_counter() - began


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
