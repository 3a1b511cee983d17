"""The company as a whole: four systems started and stopped together."""

import asyncio
import socket
import threading
from urllib.parse import urlsplit

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.data import DemoData


def demo_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "demo-company"]


def test_each_system_has_its_own_port_and_names_its_connector(company: DemoCompany) -> None:
    sources = company.sources
    assert list(sources) == ["billing", "crm", "helpdesk", "product"]
    assert len({source.url for source in sources.values()}) == 4
    assert all(source.url.startswith("http://127.0.0.1:") for source in sources.values())
    assert {name: source.connector for name, source in sources.items()} == {
        name: name for name in sources
    }
    assert {name: set(source.credentials) for name, source in sources.items()} == {
        "billing": {"key"},
        "crm": {"client_id", "client_secret"},
        "helpdesk": {"username", "password"},
        "product": {"token"},
    }
    assert [company.billing, company.crm, company.helpdesk, company.product] == list(
        sources.values()
    )


def test_nothing_is_left_after_stopping(data: DemoData) -> None:
    with DemoCompany(data=data, latency=0.0) as company:
        ports = [urlsplit(source.url).port for source in company.sources.values()]
        running = len(demo_threads())
    assert len(demo_threads()) == running - 1
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port or 0)) != 0


async def test_it_stops_with_requests_hanging_and_streaming(
    http: aiohttp.ClientSession, data: DemoData
) -> None:
    with DemoCompany(data=data, latency=0.0) as company:
        company.fault("billing", "hang")
        company.fault("crm", "huge")
        hanging = [
            asyncio.ensure_future(http.get(f"{company.billing.url}/v1/plans")) for _ in range(5)
        ]
        streaming = await http.post(f"{company.crm.url}/crm/v3/objects/owners/batch/read")
        # The other thread's counter has no event to wait for.
        while company.calls()["billing"].get("GET /v1/plans", 0) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0)
    for outcome in await asyncio.gather(*hanging, return_exceptions=True):
        assert isinstance(outcome, aiohttp.ClientError)
    streaming.close()


def test_a_port_that_is_taken_is_an_error_and_nothing_stays_behind(data: DemoData) -> None:
    running = len(demo_threads())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        company = DemoCompany(data=data, latency=0.0, ports={"product": port})
        with pytest.raises(OSError, match="in use"), company:
            pass
    assert len(demo_threads()) == running


def test_outside_its_context_it_says_so(data: DemoData) -> None:
    company = DemoCompany(data=data)
    for use in (company.calls, company.reset):
        with pytest.raises(RuntimeError, match="as a context manager"):
            use()
    with company:
        pass
    with pytest.raises(RuntimeError, match="as a context manager"):
        company.calls()


async def test_one_system_can_be_reset_alone(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    for source in ("billing", "crm"):
        async with http.get(f"{company.sources[source].url}/nowhere"):
            pass
    company.reset("crm")
    assert company.calls() == {
        "billing": {"GET (no such route)": 1},
        "crm": {},
        "helpdesk": {},
        "product": {},
    }


async def test_latency_may_differ_by_system(http: aiohttp.ClientSession, data: DemoData) -> None:
    async def visit(url: str) -> None:
        async with http.get(f"{url}/nowhere"):
            pass

    with DemoCompany(data=data, latency={"billing": 3600}) as company:
        billing = asyncio.create_task(visit(company.billing.url))
        await visit(company.crm.url)
        assert not billing.done()
        billing.cancel()
        await asyncio.wait([billing])
