"""Stores for tests, on both databases (tests/conftest.py gives each test one of its own)."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    Provenance,
    UpsertRules,
    UpsertState,
)
from aggregator.store import Store

BOTH = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.real_time),  # another process, that no clock sees
]
"""The databases, as parameters of a fixture."""

BY = Provenance(source="backend", actor="test")
ANYBODY = UpsertRules(shared_emails=True, anonymous=True)


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def migrate(url: str) -> None:
    store = Store(url)
    try:
        await store.migrate()
    finally:
        await store.close()


async def added(
    directory: Directory,
    workspace_id: str,
    accounts: Iterable[AccountUpsert],
    customers: Iterable[CustomerUpsert],
) -> None:
    """Add accounts and people, each of them new, who may have one mailbox or no id at all."""
    done = await directory.upsert(
        workspace_id, BY, accounts=accounts, customers=customers, rules=ANYBODY
    )
    assert {each.state for each in done} <= {UpsertState.CREATED}, done
