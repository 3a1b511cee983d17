from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.directory.directory import Directory
from aggregator.store import Store
from tests.support.stores import migrated_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with migrated_store(tmp_path) as store:
        yield store


@pytest.fixture
def directory(store: Store) -> Directory:
    return Directory(store)
