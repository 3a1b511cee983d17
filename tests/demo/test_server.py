"""What every system's server has: counters, faults by request, JSON errors."""

from collections.abc import Mapping

import aiohttp
import pytest

from aggregator.demo import server
from aggregator.demo.company import DemoCompany
from tests.support.declared import sign_in
from tests.support.the_world import the_world

KEY = {"X-Api-Key": "demo-billing-key"}
PLANS = "/v1/plans?id=plan_growth_month_usd"
SOURCES = ("billing", "crm", "helpdesk", "product")


async def status_of(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url, headers=KEY) as response:
        await response.read()
        return response.status


async def calls_of(http: aiohttp.ClientSession, url: str) -> Mapping[str, int]:
    async with http.get(f"{url}/_demo/calls") as response:
        answer: Mapping[str, int] = await response.json()
        return answer


async def test_calls_are_counted_by_route_those_that_are_refused_too(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    url = company.billing.url
    await status_of(http, url + PLANS)
    await status_of(http, url + PLANS)
    async with http.get(f"{url}/v1/invoices") as refused:
        assert refused.status == 401
    expected = {"GET /v1/plans": 2, "GET /v1/invoices": 1}
    assert await calls_of(http, url) == expected
    assert company.calls()["billing"] == expected


@pytest.mark.parametrize("source", SOURCES)
async def test_each_system_can_be_reset_over_http(
    http: aiohttp.ClientSession, company: DemoCompany, source: str
) -> None:
    url = company.sources[source].url
    await status_of(http, f"{url}/nowhere")
    company.fault(source, "500")
    assert await calls_of(http, url) == {"GET (no such route)": 1}
    async with http.post(f"{url}/_demo/reset") as response:
        assert response.status == 200
    assert await calls_of(http, url) == {}
    assert await status_of(http, f"{url}/nowhere") != 500


@pytest.mark.parametrize("source", SOURCES)
async def test_a_route_that_is_not_there_is_404_in_json(
    http: aiohttp.ClientSession, company: DemoCompany, source: str
) -> None:
    at = company.sources[source]
    headers = await sign_in(http, at, the_world().connectors[at.connector])
    async with http.get(f"{at.url}/nowhere", headers=headers) as response:
        assert response.status == 404
        assert isinstance(await response.json(), dict)


async def test_a_fault_is_set_and_taken_away_over_http(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    url = company.billing.url
    async with http.post(f"{url}/_demo/faults", json={"fault": "503"}) as response:
        assert response.status == 200
    assert await status_of(http, url + PLANS) == 503
    async with http.post(f"{url}/_demo/faults", json={"fault": "none"}) as response:
        assert response.status == 200
    assert await status_of(http, url + PLANS) == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"fault": "earthquake"}',
        b'{"fault": "302"}',
        b'{"fault": "hang", "for": 3}',
        b'{"fault": "hang", "seconds": "3"}',
        b'{"fault": "hang", "seconds": true}',
        b'{"fault": "latency"}',
        b'{"fault": "500", "times": 0}',
        b'{"fault": "500", "routes": "/v1"}',
        b'{"fault": "500", "routes": [1]}',
    ],
)
async def test_a_fault_that_cannot_be_is_400(
    http: aiohttp.ClientSession, company: DemoCompany, body: bytes
) -> None:
    async with http.post(f"{company.billing.url}/_demo/faults", data=body) as response:
        assert response.status == 400
    assert await status_of(http, company.billing.url + PLANS) == 200


@pytest.mark.parametrize("prefix", ["GET /v1/plans", "/v1/pl"])
async def test_a_fault_strikes_only_its_routes(
    http: aiohttp.ClientSession, company: DemoCompany, prefix: str
) -> None:
    company.fault("billing", "500", routes=[prefix])
    url = company.billing.url
    assert await status_of(http, url + PLANS) == 500
    assert await status_of(http, f"{url}/v1/subscriptions?customer=a") == 200


async def test_a_fault_can_strike_a_number_of_times(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "500", times=2)
    statuses = [await status_of(http, company.billing.url + PLANS) for _ in range(3)]
    assert statuses == [500, 500, 200]


async def test_a_fault_strikes_the_token_too_unless_routes_say_otherwise(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("crm", "500")
    async with http.post(f"{company.crm.url}/oauth/token") as response:
        assert response.status == 500
    company.fault("crm", "500", routes=["/crm"])
    async with http.post(f"{company.crm.url}/oauth/token") as response:
        assert response.status == 401


@pytest.mark.parametrize("other", ["::1", "127.0.0.1"])
async def test_it_listens_at_the_address_that_this_machine_has(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    nobodys = "192.0.2.1"  # for documentation only: no machine has it
    monkeypatch.setattr(server, "LOOPBACKS", (nobodys, other))
    try:
        with DemoCompany(customers=10, latency=0) as company:
            url = company.billing.url
            assert nobodys not in url
            assert await status_of(http, url + PLANS) == 200
    except OSError:
        if other == "127.0.0.1":
            raise
        pytest.skip("this machine has no IPv6")
