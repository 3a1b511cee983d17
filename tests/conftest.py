"""What all tests share: the demo company, started once a worker."""

import asyncio
import logging
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from aggregator.demo.company import DemoCompany
from aggregator.store import Store
from aggregator.telemetry.logger import at_first_line
from tests.support.catalog import write_catalog
from tests.support.companies import Companies, shared
from tests.support.postgres import Postgres, running_postgres
from tests.support.product import Product, running_product
from tests.support.servers.fixtures import (  # noqa: F401 pytest finds them here
    backlot,
    django_helpdesk,
    kinto,
    localstripe,
    oidc_provider,
    shared_backlot,
    shared_helpdesk,
    shared_kinto,
    shared_localstripe,
    shared_oidc_provider,
)
from tests.support.still_loop import StillLoop
from tests.support.stores import BOTH, migrate, sqlite_url

# The same examples in every run, and as long as it takes: a busy machine is no failure.
hypothesis_settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("steady")

DATABASES = frozenset(("postgres", "empty_url", "database_url"))
"""The fixtures through which a test comes to talk to PostgreSQL."""


def pytest_configure() -> None:
    """What a shell starts in the background ignores ^C, and under nohup a hang-up too.

    So would every program of ours, which a test may want to end that way. And each would compile
    all it loads, hundreds of times over, where the shell forbids Python to keep what it compiled.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Time stands still for every test, but for what waits for another process.

    PostgreSQL is one: whoever asks for a database waits for it without a mark.
    """
    asked_for = set(getattr(item, "fixturenames", ()))
    real = item.get_closest_marker("real_time") is not None or asked_for & DATABASES
    return {"real": asyncio.SelectorEventLoop} if real else {"still": StillLoop}


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A test that sets logging up writes to its own streams, which end with it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    at_first_line(lambda: None)  # what a command would have set up belongs to its streams, too


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL, once a worker; each test makes its own databases in it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """A database with our tables and nothing in them, for copies."""
    name = postgres.create()
    asyncio.run(migrate(postgres.url(name)))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables and nothing in them, for copies."""
    file = tmp_path_factory.mktemp("store") / "migrated.db"
    asyncio.run(migrate(sqlite_url(file)))
    return file


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "store.db")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with our tables and nothing in them, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "store.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        file.chmod(0o600)
        yield sqlite_url(file)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(request.getfixturevalue("migrated_postgres"))
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = Store(database_url)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(scope="session")
def shared_companies() -> Companies:
    """The companies that run for more than one test."""
    return []


@pytest.fixture(autouse=True)
def companies_as_before(shared_companies: Companies) -> Iterator[None]:
    """A test leaves no fault behind, whether it asked for the company or only met it."""
    yield
    for company in shared_companies:
        company.reset()


@pytest.fixture(scope="session")
def shared_company(shared_companies: Companies) -> Iterator[DemoCompany]:
    with shared(shared_companies, DemoCompany(latency=0.0, customers=300)) as company:
        yield company


@pytest.fixture
def company(shared_company: DemoCompany) -> DemoCompany:
    """Four running source servers without counts or faults."""
    shared_company.reset()
    return shared_company


@pytest.fixture
async def product(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Product]:
    """The service with the repository's own cards."""
    async with running_product(company, tmp_path) as product:
        yield product


@pytest.fixture
async def wide(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Product]:
    """The service with 25 distinct cards of mixed depth."""
    cards = write_catalog(tmp_path / "cards")
    async with running_product(company, tmp_path, cards) as product:
        yield product
