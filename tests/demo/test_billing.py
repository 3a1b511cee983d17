"""The billing system's API."""

from typing import Any

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX, MANY_INVOICES, NO_SUBSCRIPTION, Persona
from aggregator.demo.records.billing import PLANS

KEY = {"X-Api-Key": "demo-billing-key"}
Params = list[tuple[str, str]]


async def get(
    http: aiohttp.ClientSession,
    company: DemoCompany,
    path: str,
    params: Params,
    headers: dict[str, str] | None = None,
) -> tuple[int, Any]:
    headers = KEY if headers is None else headers
    async with http.get(company.billing.url + path, params=params, headers=headers) as response:
        return response.status, await response.json()


def billing_id(company: DemoCompany, persona: Persona) -> str:
    identity = company.data.find(persona).billing_id
    assert identity is not None
    return identity


@pytest.mark.parametrize("headers", [{}, {"X-Api-Key": "wrong"}, {"X-Api-Key": "é"}])
async def test_without_the_key_it_is_401(
    http: aiohttp.ClientSession, company: DemoCompany, headers: dict[str, str]
) -> None:
    status, body = await get(http, company, "/v1/plans", [("id", "x")], headers)
    assert (status, body["error"]["code"]) == (401, "authentication_required")


async def test_several_customers_are_answered_in_one_call_and_the_rest_is_absent(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    asked = [billing_id(company, p) for p in (ALEX, NO_SUBSCRIPTION, MANY_INVOICES)]
    params = [("customer", identity) for identity in [*asked, "cus_nobody", asked[0]]]
    status, body = await get(http, company, "/v1/subscriptions", params)
    assert status == 200
    assert [record["customer"] for record in body["data"]] == [asked[0], asked[2]]


async def test_plans_by_id(http: aiohttp.ClientSession, company: DemoCompany) -> None:
    params = [("id", "plan_growth_year_jpy"), ("id", "plan_nothing")]
    _, body = await get(http, company, "/v1/plans", params)
    assert body["data"] == [PLANS["plan_growth_year_jpy"]]


async def test_the_cursor_leads_through_all_412_invoices_once_newest_first(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    params = [("customer", billing_id(company, MANY_INVOICES)), ("limit", "100")]
    seen: list[dict[str, Any]] = []
    cursor, sizes = None, []
    while True:
        page = [*params, ("starting_after", cursor)] if cursor else params
        _, body = await get(http, company, "/v1/invoices", page)
        seen += body["data"]
        sizes.append(len(body["data"]))
        cursor = body["next_cursor"]
        assert body["has_more"] == (cursor is not None)
        if cursor is None:
            break
    assert sizes == [100, 100, 100, 100, 12]
    assert len({invoice["id"] for invoice in seen}) == 412
    created = [invoice["created"] for invoice in seen]
    assert created == sorted(created, reverse=True)


async def test_per_customer_bounds_each_customer_and_not_the_sum(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = [billing_id(company, p) for p in (MANY_INVOICES, ALEX)]
    params = [("customer", identity) for identity in ids]
    params += [("per_customer", "3"), ("limit", "100")]
    _, body = await get(http, company, "/v1/invoices", params)
    assert [invoice["customer"] for invoice in body["data"]] == [ids[0]] * 3 + [ids[1]] * 3


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("/v1/subscriptions", [], "missing_parameter"),
        ("/v1/subscriptions", [("customer", str(n)) for n in range(51)], "too_many"),
        ("/v1/invoices", [("customer", str(n)) for n in range(51)], "too_many"),
        ("/v1/plans", [("id", str(n)) for n in range(51)], "too_many"),
        ("/v1/invoices", [("customer", "a"), ("limit", "101")], "invalid_parameter"),
        ("/v1/invoices", [("customer", "a"), ("limit", "ten")], "invalid_parameter"),
        ("/v1/invoices", [("customer", "a"), ("per_customer", "0")], "invalid_parameter"),
        ("/v1/invoices", [("customer", "a"), ("starting_after", "in_x")], "invalid_cursor"),
    ],
)
async def test_what_breaks_a_limit_is_400(
    http: aiohttp.ClientSession, company: DemoCompany, path: str, params: Params, code: str
) -> None:
    status, body = await get(http, company, path, params)
    assert (status, body["error"]["code"]) == (400, code)


async def test_fifty_customers_are_not_too_many(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = list(company.data.by_billing_id)[:50]
    status, _ = await get(http, company, "/v1/subscriptions", [("customer", c) for c in ids])
    assert status == 200
