"""One small running company a module; counts and faults forgotten before each test."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.data import DemoData, build
from tests.support.companies import Companies, shared

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def data() -> DemoData:
    return build(TODAY, customers=300)


@pytest.fixture(scope="module")
def running(shared_companies: Companies, data: DemoData) -> Iterator[DemoCompany]:
    with shared(shared_companies, DemoCompany(data=data, latency=0.0)) as company:
        yield company


@pytest.fixture
def company(running: DemoCompany) -> DemoCompany:
    running.reset()
    return running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
