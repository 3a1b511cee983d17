from pathlib import Path

import pytest

from aggregator.directory.imports.imports import Imports
from aggregator.store import Store


@pytest.fixture
def imports(store: Store) -> Imports:
    """Five rows at a time, so that a small file has many chunks, and an undo many turns."""
    return Imports(store, "default", chunk=5, turn=5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "customers.csv"
