import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from aggregator.directory.directory import Directory
from aggregator.store import Store
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService
from tests.support.stores import sqlite_url
from tests.support.web_client import client


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """On SQLite alone: what the routes add knows no database."""
    file = tmp_path / "store.db"
    shutil.copyfile(migrated_sqlite, file)
    file.chmod(0o600)
    return sqlite_url(file)


@pytest.fixture
def directory(store: Store) -> Directory:
    return Directory(store)


@pytest.fixture
def service(directory: Directory) -> FakeService:
    return FakeService(directory=directory)


@pytest.fixture
async def http(service: FakeService) -> AsyncIterator[httpx.AsyncClient]:
    async with client(create_app(service)) as opened:
        yield opened
