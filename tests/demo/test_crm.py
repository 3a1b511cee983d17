"""The crm's API: tokens that expire, batch reads."""

from typing import Any

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.crm import CREDENTIALS
from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.personas import ALEX, SHARED_ONE
from aggregator.demo.records import crm as records

GRANT = {"grant_type": "client_credentials"}
READ = "/crm/v3/objects/{}/batch/read"


async def token(http: aiohttp.ClientSession, company: DemoCompany) -> str:
    form = {**GRANT, **CREDENTIALS}
    async with http.post(f"{company.crm.url}/oauth/token", data=form) as response:
        assert response.status == 200
        body = await response.json()
    assert body["token_type"] == "Bearer"
    return str(body["access_token"])


async def read(
    http: aiohttp.ClientSession, company: DemoCompany, kind: str, body: Any, bearer: str
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {bearer}"}
    url = company.crm.url + READ.format(kind)
    async with http.post(url, json=body, headers=headers) as response:
        return response.status, await response.json()


def inputs(*ids: str) -> dict[str, Any]:
    return {"inputs": [{"id": identity} for identity in ids]}


async def test_a_token_is_given_for_the_secret_and_lives_five_minutes(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    form = {**GRANT, **CREDENTIALS}
    async with http.post(f"{company.crm.url}/oauth/token", data=form) as response:
        assert (await response.json())["expires_in"] == 300


async def test_the_client_may_authenticate_with_basic(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    basic = aiohttp.encode_basic_auth(CREDENTIALS["client_id"], CREDENTIALS["client_secret"])
    url = f"{company.crm.url}/oauth/token"
    async with http.post(url, data=GRANT, headers={"Authorization": basic}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({**GRANT, "client_id": "demo-client", "client_secret": "wrong"}, 401, "invalid_client"),
        (GRANT, 401, "invalid_client"),
        ({**CREDENTIALS, "grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_token_is_refused(
    http: aiohttp.ClientSession,
    company: DemoCompany,
    form: dict[str, str],
    status: int,
    error: str,
) -> None:
    async with http.post(f"{company.crm.url}/oauth/token", data=form) as response:
        assert (response.status, await response.json()) == (status, {"error": error})


async def test_an_unknown_token_is_401(http: aiohttp.ClientSession, company: DemoCompany) -> None:
    status, body = await read(http, company, "contacts", inputs("1"), "made-up")
    assert (status, body["category"]) == (401, "INVALID_AUTHENTICATION")


async def test_an_expired_token_is_401(http: aiohttp.ClientSession, data: DemoData) -> None:
    with DemoCompany(data=data, latency=0.0, token_lifetime=0.0) as company:
        expired = await token(http, company)
        status, body = await read(http, company, "contacts", inputs("1"), expired)
    assert (status, body["category"]) == (401, "EXPIRED_AUTHENTICATION")


async def test_a_revoked_token_is_401_and_tokens_are_counted(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    before = company.tokens_issued()
    revoked = await token(http, company)
    company.revoke_tokens()
    status, _ = await read(http, company, "contacts", inputs("1"), revoked)
    assert status == 401
    assert company.tokens_issued() == before + 1


async def test_each_kind_of_object_is_read_in_a_batch_and_unknown_ids_are_absent(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    bearer = await token(http, company)
    alex, kim = company.data.find(ALEX), company.data.find(SHARED_ONE)
    for kind, ids in {
        "contacts": (alex.contact_id, kim.contact_id),
        "companies": (alex.account.crm_id, kim.account.crm_id),
        "owners": ("7001", "7002"),
    }.items():
        asked = [identity for identity in ids if identity]
        body = inputs(*asked, "0", "x", asked[0])
        status, answer = await read(http, company, kind, body, bearer)
        assert status == 200
        assert {record["id"] for record in answer["results"]} == set(asked)
        assert len(answer["results"]) == 2
        for record in answer["results"]:
            values = record["properties"].values()
            assert all(value is None or isinstance(value, str) for value in values)


@pytest.mark.parametrize(
    "body",
    [
        inputs(*map(str, range(101))),
        inputs(),
        {"inputs": "1"},
        {"inputs": [{"id": 1}]},
        {"inputs": ["1"]},
        ["1"],
    ],
)
async def test_what_breaks_a_limit_or_the_shape_is_400(
    http: aiohttp.ClientSession, company: DemoCompany, body: Any
) -> None:
    status, answer = await read(http, company, "contacts", body, await token(http, company))
    assert status == 400
    assert answer["status"] == "error"


async def test_a_body_that_is_not_json_is_400(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    headers = {"Authorization": f"Bearer {await token(http, company)}"}
    async with http.post(
        company.crm.url + READ.format("owners"), data=b"{", headers=headers
    ) as response:
        assert response.status == 400


async def test_a_hundred_ids_are_not_too_many(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = list(company.data.by_contact_id)[:100]
    status, body = await read(http, company, "contacts", inputs(*ids), await token(http, company))
    assert status == 200
    assert len(body["results"]) == 100


async def test_tokens_are_not_counted_as_calls(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    bearer = await token(http, company)
    await read(http, company, "owners", inputs("7001"), bearer)
    assert company.calls()["crm"] == {"POST /crm/v3/objects/owners/batch/read": 1}


def test_some_people_are_looked_after_by_somebody_else_than_their_account(
    company: DemoCompany,
) -> None:
    data = company.data
    others = [
        customer
        for customer in data.customers
        if (contact := records.contact(data, customer))
        and contact["properties"]["owner_id"] != customer.account.owner_id
    ]
    assert 0.2 < len(others) / len(data.customers) < 0.3
    assert all(customer.persona is None for customer in others)
    assert all(records.owner(contact_owner(data, customer)) for customer in others)


def contact_owner(data: DemoData, customer: DemoCustomer) -> str:
    contact = records.contact(data, customer)
    assert contact is not None
    return str(contact["properties"]["owner_id"])
