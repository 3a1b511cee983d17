"""Whom ids mean, among 10,000 and among 1,000,000 customers: the same statements, the same time."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from aggregator.directory.directory import Directory
from aggregator.directory.read.news import DirectoryNews, EventMark
from aggregator.directory.read.remembered import MemoryLimits, RememberedMatches
from aggregator.domain.customer import CustomerIds, CustomerMatch, TenantIds
from aggregator.store import Store
from tests.support.many_customers import fill
from tests.support.postgres import running_postgres
from tests.support.statements import statements
from tests.support.stores import sqlite_url
from tests.support.subjects import Soaked

CUSTOMERS = (10_000, 1_000_000)
ASKED = (1, 50, 500)
ROUNDS = 40
"""Times that one person is looked up for the time it takes; the best counts."""


def run() -> Soaked:
    """Fill both databases with SQL, and resolve."""
    counts: list[tuple[str, object]] = []
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name, running_postgres() as postgres:
        for database in ("SQLite", "PostgreSQL"):
            seen: dict[int, tuple[Sequence[int], float]] = {}
            for customers in CUSTOMERS:
                file = Path(name) / f"{customers}.db"
                url = sqlite_url(file) if database == "SQLite" else postgres.url(postgres.create())
                seen[customers] = asyncio.run(_resolve(url, customers))
                file.unlink(missing_ok=True)
            for customers, (sent, _) in seen.items():
                told = ", ".join(map(str, sent))
                of = f"statements for {', '.join(map(str, ASKED))} people, then for 1 again"
                counts.append((f"{database}, {customers:,} customers: {of}", told))
                if list(sent) != [1] * len(ASKED) + [0]:
                    failures.append(f"{database}: {customers:,} customers took {told} statements")
            small, large = (seen[customers][1] for customers in CUSTOMERS)
            counts.append((f"{database}: time for one person, as a ratio", round(large / small, 1)))
            if large > 3 * small:
                failures.append(f"{database}: one person among many takes {large / small:.1f}x")
    return Soaked("Whom ids mean, among many", counts, failures)


async def _resolve(url: str, customers: int) -> tuple[Sequence[int], float]:
    """Count the statements for so many people (and companies), and the seconds for one."""
    store = Store(url)
    try:
        await store.migrate()
        async with store.write() as connection:
            await fill(connection, "w", customers)
        await store.learn()
        memory = RememberedMatches(MemoryLimits(60.0, 60.0, 1_000, 10_000_000), store.commits)
        directory = Directory(store, remembered=memory)
        memory.forget("w", DirectoryNews(EventMark(0)))
        memory.heard("w", memory.mark())
        sent = [await _statements(directory, store, customers, asked) for asked in ASKED]
        sent.append(await _statements(directory, store, customers, 1))
        return sent, await _seconds(Directory(store), customers)
    finally:
        await store.close()


async def _statements(directory: Directory, store: Store, customers: int, asked: int) -> int:
    people = _people(customers, asked)
    with statements(store) as seen:
        found = await directory.resolve("w", people)
    right = [
        isinstance(match := found[who], CustomerMatch)
        and match.keys == {"billing.customer": f"cus_{(who.external_id or '')[1:]}"}
        for who in people
    ]
    assert all(right), "somebody was not found, or is another one"
    nobody = [TenantIds(domain=f"acme{number}.example") for number in range(asked)]
    with statements(store) as companies:
        await directory.resolve_accounts("w", nobody)
    assert len(companies) == (1 if seen else 0)
    return len(seen)


async def _seconds(directory: Directory, customers: int) -> float:
    best = 1e9
    for who in _people(customers, ROUNDS):
        began = time.perf_counter()
        await directory.resolve("w", [who])
        best = min(best, time.perf_counter() - began)
    return best


def _people(customers: int, asked: int) -> list[CustomerIds]:
    """Some from all over, each by all that they have."""
    numbers = [1 + each * (customers // asked) for each in range(asked)]
    return [
        CustomerIds(plain_id=f"p{n}", external_id=f"x{n}", email=f"e{n}@acme{n % 1000}.com")
        for n in numbers
    ]
