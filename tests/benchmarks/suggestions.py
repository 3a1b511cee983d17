"""How long it takes to find who may be one person, among many customers."""

import asyncio
import tempfile
import time
from pathlib import Path

from aggregator.directory.directory import Directory
from aggregator.directory.suggest.compare import compare_people
from aggregator.directory.values import CustomerUpsert, Provenance
from aggregator.store import Store
from tests.support.duplicates import with_duplicates
from tests.support.stores import migrate, sqlite_url
from tests.support.subjects import table

_BY = Provenance("backend", "bench")


def run() -> None:
    """Print seconds: to compare, and with what reading them from SQLite takes."""
    rows: list[tuple[object, ...]] = []
    for many, companies in ((10_000, 500), (10_000, 1), (100_000, 5_000)):
        people = with_duplicates(many, companies=companies)
        began = time.perf_counter()
        done = asyncio.run(compare_people(people))
        seconds = time.perf_counter() - began
        square = many * (many - 1) // 2
        whole = f"{_whole(many, companies):.2f}" if many == 10_000 else ""
        counts = f"{done.looked_at:,}", f"{done.looked_at / square:.2%}", f"{len(done.pairs):,}"
        rows.append((f"{many:,}", f"{companies:,}", *counts, f"{seconds:.2f}", whole))
    table(("customers", "companies", "compared", "of all", "found", "s", "s with reading"), rows)


def _whole(many: int, companies: int) -> float:
    said = [
        CustomerUpsert(
            external_id=next(iter(each.own_ids), None),
            email=next(iter(each.emails), None),
            name=next(iter(each.names), None),
            phone=next(iter(each.phones), None),
        )
        for each in with_duplicates(many, companies=companies)
    ]
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(_asked(sqlite_url(Path(name) / "d.db"), said))


async def _asked(url: str, said: list[CustomerUpsert]) -> float:
    await migrate(url)
    store = Store(url)
    try:
        directory = Directory(store)
        await directory.add("default", [], said, _BY)
        began = time.perf_counter()
        await directory.suggestions("default", 25)
        return time.perf_counter() - began
    finally:
        await store.close()
