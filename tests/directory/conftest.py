import pytest

from aggregator.directory.directory import Directory
from aggregator.store import Store


@pytest.fixture
def directory(store: Store) -> Directory:
    return Directory(store)
