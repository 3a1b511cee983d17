"""The product's GraphQL API."""

from typing import Any

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX_EXTERNAL_ID, MANY_INVOICES

BEARER = "Bearer demo-product-token"
USERS = "query who($ids: [ID!]!) { users(filter: {externalId: {in: $ids}}) { externalId name } }"
FLAGS = """query flags($ids: [ID!]!, $n: Int!) {
  featureFlags(filter: {user: {in: $ids}}, firstPerUser: $n) { user key }
}"""


async def post(
    http: aiohttp.ClientSession, company: DemoCompany, body: Any, authorization: str = BEARER
) -> tuple[int, Any]:
    headers = {"Authorization": authorization}
    url = f"{company.product.url}/graphql"
    async with http.post(url, json=body, headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "demo-product-token"])
async def test_without_the_token_it_is_401_in_graphqls_shape(
    http: aiohttp.ClientSession, company: DemoCompany, authorization: str
) -> None:
    status, body = await post(http, company, {"query": "{__typename}"}, authorization)
    assert (status, body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_many_users_in_one_call_unknown_ones_absent(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = [MANY_INVOICES.external_id, ALEX_EXTERNAL_ID, "nobody"]
    status, body = await post(http, company, {"query": USERS, "variables": {"ids": ids}})
    assert status == 200
    assert [user["externalId"] for user in body["data"]["users"]] == ids[:2]


async def test_flags_are_bounded_for_each_user(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = [MANY_INVOICES.external_id, ALEX_EXTERNAL_ID]
    body = {"query": FLAGS, "variables": {"ids": ids, "n": 2}}
    _, answer = await post(http, company, body)
    assert [flag["user"] for flag in answer["data"]["featureFlags"]] == [
        ids[0],
        ids[0],
        ids[1],
        ids[1],
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": USERS, "variables": {}},
        {"query": USERS, "variables": {"ids": [str(n) for n in range(101)]}},
        {"query": FLAGS, "variables": {"ids": ["a"], "n": 0}},
        {"query": "query a { __typename } query b { __typename }"},
        {"query": 7},
        {"query": USERS, "variables": ["a"]},
        ["query"],
    ],
)
async def test_a_request_that_is_wrong_is_400_with_errors(
    http: aiohttp.ClientSession, company: DemoCompany, body: Any
) -> None:
    status, answer = await post(http, company, body)
    assert status == 400
    assert answer["errors"][0]["message"]


async def test_a_hundred_ids_are_not_too_many(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = list(company.data.by_external_id)[:100]
    status, body = await post(http, company, {"query": USERS, "variables": {"ids": ids}})
    assert status == 200
    assert len(body["data"]["users"]) == 100


async def test_calls_are_counted_by_operation(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    await post(http, company, {"query": USERS, "variables": {"ids": ["a"]}})
    both = "query a { __typename } query b { __typename }"
    await post(http, company, {"query": both, "operationName": "b"})
    await post(http, company, {"query": "{ __typename }"})
    await post(http, company, ["no query"])
    assert company.calls()["product"] == {
        "POST /graphql who": 1,
        "POST /graphql b": 1,
        "POST /graphql (unnamed)": 1,
        "POST /graphql": 1,
    }
