"""A small running company that the connectors' declarations are asked of."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from tests.support.companies import Companies, shared


@pytest.fixture(scope="module")
def company(shared_companies: Companies) -> Iterator[DemoCompany]:
    small = DemoCompany(customers=120, latency=0.0, today=date(2026, 11, 22))
    with shared(shared_companies, small) as company:
        yield company


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
