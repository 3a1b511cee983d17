"""The helpdesk's API: users lead to tickets."""

from typing import Any

import aiohttp
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX, SHARED_ONE, Persona

BASIC = aiohttp.encode_basic_auth("demo@helpdesk.example", "demo-password")


async def get(
    http: aiohttp.ClientSession,
    company: DemoCompany,
    path: str,
    params: dict[str, str],
    authorization: str = BASIC,
) -> tuple[int, Any]:
    headers = {"Authorization": authorization}
    url = f"{company.helpdesk.url}/api/v2/{path}"
    async with http.get(url, params=params, headers=headers) as response:
        return response.status, await response.json()


def user_id(company: DemoCompany, persona: Persona) -> str:
    identity = company.data.find(persona).helpdesk_id
    assert identity is not None
    return identity


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic /w==",
        "Bearer x",
        aiohttp.encode_basic_auth("demo@helpdesk.example", "wrong"),
        aiohttp.encode_basic_auth("someone", "demo-password"),
    ],
)
async def test_wrong_credentials_are_401_with_a_challenge(
    http: aiohttp.ClientSession, company: DemoCompany, authorization: str
) -> None:
    url = f"{company.helpdesk.url}/api/v2/users/show_many?ids=1"
    async with http.get(url, headers={"Authorization": authorization}) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic")
        assert (await response.json())["error"] == "Unauthorized"


async def test_a_persons_tickets_take_two_steps(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = [user_id(company, ALEX), user_id(company, SHARED_ONE)]
    _, users = await get(http, company, "users/show_many", {"ids": ",".join([*ids, "1", "x"])})
    assert [user["id"] for user in users["users"]] == ids
    tickets = [ticket for user in users["users"] for ticket in user["ticket_ids"]]
    assert len(tickets) == 8
    asked = ",".join([*tickets, "4999999", "5000000", "5000019", "none-such"])
    _, found = await get(http, company, "tickets/show_many", {"ids": asked})
    assert [ticket["id"] for ticket in found["tickets"]] == tickets


async def test_the_documented_threads_external_id_is_a_ticket(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    _, found = await get(http, company, "tickets/show_many", {"ids": "some-id"})
    assert found["tickets"][0]["requester_id"] == user_id(company, ALEX)


async def test_conversations_are_bounded_for_each_user(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = [user_id(company, ALEX), user_id(company, SHARED_ONE)]
    params = {"user_ids": ",".join(ids), "per_user": "1"}
    _, body = await get(http, company, "conversations", params)
    assert [record["user_id"] for record in body["conversations"]] == ids


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("users/show_many", {}),
        ("users/show_many", {"ids": " , "}),
        ("users/show_many", {"ids": ",".join(map(str, range(101)))}),
        ("tickets/show_many", {"ids": ",".join(map(str, range(101)))}),
        ("conversations", {"user_ids": ",".join(map(str, range(101)))}),
        ("conversations", {"user_ids": "1", "per_user": "0"}),
    ],
)
async def test_what_breaks_a_limit_is_400(
    http: aiohttp.ClientSession, company: DemoCompany, path: str, params: dict[str, str]
) -> None:
    status, body = await get(http, company, path, params)
    assert status == 400
    assert body["description"]


async def test_a_hundred_ids_are_not_too_many(
    http: aiohttp.ClientSession, company: DemoCompany
) -> None:
    ids = ",".join(list(company.data.by_helpdesk_id)[:100])
    status, body = await get(http, company, "users/show_many", {"ids": ids})
    assert (status, body["count"]) == (200, 100)
