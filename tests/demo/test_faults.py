"""Each fault, as a caller meets it."""

import asyncio
import json

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.faults import HUGE_BYTES

pytestmark = pytest.mark.real_time  # the company has a loop of its own

KEY = {"X-Api-Key": "demo-billing-key"}


async def call(http: aiohttp.ClientSession, company: DemoCompany) -> tuple[int, str, bytes]:
    url = f"{company.billing.url}/v1/plans?id=plan_growth_month_usd"
    async with http.get(url, headers=KEY) as response:
        return response.status, response.content_type, await response.read()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 503, 504])
async def test_a_status(http: aiohttp.ClientSession, company: DemoCompany, status: int) -> None:
    company.fault("billing", str(status))
    got, content_type, body = await call(http, company)
    assert (got, content_type) == (status, "application/json")
    assert "error" in json.loads(body)


@pytest.mark.parametrize("after", [7, "Sun, 22 Nov 2026 10:00:00 GMT"])
async def test_429_says_when_to_come_back(
    http: aiohttp.ClientSession, company: DemoCompany, after: int | str
) -> None:
    company.fault("billing", "429", retry_after=after)
    async with http.get(f"{company.billing.url}/v1/plans") as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == str(after)


async def test_reset_is_a_true_connection_reset(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "reset")
    with pytest.raises(aiohttp.ClientOSError) as caught:
        await call(http, company)
    assert isinstance(caught.value, ConnectionResetError | OSError)
    assert "reset" in str(caught.value)


async def test_not_http(http: aiohttp.ClientSession, company: DemoCompany) -> None:
    company.fault("billing", "not-http")
    with pytest.raises(aiohttp.ClientResponseError, match="Bad status line"):
        await call(http, company)


async def test_cut_ends_before_the_promised_length(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "cut")
    with pytest.raises(aiohttp.ClientPayloadError):
        await call(http, company)


async def test_garbage_says_json_and_is_none(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "garbage")
    status, content_type, body = await call(http, company)
    assert (status, content_type) == (200, "application/json")
    with pytest.raises(UnicodeDecodeError):
        json.loads(body)


async def test_html_is_a_login_page(http: aiohttp.ClientSession, company: DemoCompany) -> None:
    company.fault("billing", "html")
    status, content_type, body = await call(http, company)
    assert (status, content_type) == (200, "text/html")
    assert body.startswith(b"<!doctype html>")


async def test_errors_are_graphqls_way_to_fail(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("product", "errors")
    async with http.post(f"{company.product.url}/graphql", json={"query": "{a}"}) as response:
        body = await response.json()
    assert response.status == 200
    assert body["data"] is None
    assert body["errors"][0]["message"]


async def test_wrong_shape_is_json_without_what_was_promised(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "wrong-shape")
    status, _, body = await call(http, company)
    assert status == 200
    assert json.loads(body).keys().isdisjoint({"data", "results", "users", "tickets"})


async def test_huge_is_fifty_megabytes_without_a_length(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "huge")
    size = 0
    async with http.get(f"{company.billing.url}/v1/plans") as response:
        assert response.content_length is None
        async for chunk in response.content.iter_any():
            size += len(chunk)
    assert size == pytest.approx(HUGE_BYTES, rel=0.01)


async def test_a_caller_may_leave_in_the_middle_of_huge(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "huge")
    async with http.get(f"{company.billing.url}/v1/plans") as response:
        await response.content.readany()
    company.reset()
    assert (await call(http, company))[0] == 200


async def test_latency_delays_the_true_answer_of_its_routes_alone(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "latency", seconds=3600, routes=["/v1/plans"])
    order: list[str] = []

    async def delayed() -> int:
        status, _, _ = await call(http, company)
        order.append("plans")
        return status

    async def prompt() -> None:
        async with http.get(f"{company.billing.url}/v1/invoices") as response:
            assert response.status == 401
        order.append("invoices")
        company.reset()  # which answers what waits

    status, _ = await asyncio.gather(delayed(), prompt())
    assert status == 200
    assert order == ["invoices", "plans"]


async def test_hang_says_nothing(http: aiohttp.ClientSession, company: DemoCompany) -> None:
    company.fault("billing", "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await call(http, company)


async def test_hang_for_a_while_then_answers(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    company.fault("billing", "hang", seconds=0.01)
    assert (await call(http, company))[0] == 200
