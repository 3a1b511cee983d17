"""Stores for tests: a migrated SQLite file of their own, closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aggregator.store import Store


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@asynccontextmanager
async def migrated_store(folder: Path) -> AsyncIterator[Store]:
    store = Store(sqlite_url(folder / "store.db"))
    try:
        await store.migrate()
        yield store
    finally:
        await store.close()
