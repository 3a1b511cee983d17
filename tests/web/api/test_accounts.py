"""`/api/accounts`: got or created by operators, found and shown with their people by viewers."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService
from tests.support.stores import BY
from tests.support.web_client import client

W = "w_demo"


@pytest.fixture
async def http(directory: Directory) -> AsyncIterator[httpx.AsyncClient]:
    async with client(create_app(FakeService(directory=directory))) as opened:
        yield opened


async def asked(
    http: httpx.AsyncClient, path: str, status: int = 200, role: str = "viewer"
) -> dict[str, Any]:
    header = {"Authorization": f"Bearer demo-{role}"}
    answer = await http.get(f"/api/accounts{path}", headers=header)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def said(
    http: httpx.AsyncClient, *accounts: dict[str, object], status: int = 200, role: str = "operator"
) -> dict[str, Any]:
    answer = await http.post(
        "/api/accounts/upsert",
        headers={"Authorization": f"Bearer demo-{role}"},
        json={"accounts": accounts},
    )
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_accounts_are_got_or_created_each_by_itself(http: httpx.AsyncClient) -> None:
    acme: dict[str, object] = {"externalId": "org_7", "name": "Acme", "domain": "acme.com"}
    first = (await said(http, acme, {"externalId": "org_8", "domain": "acme.com"}))["accounts"]
    assert [each["state"] for each in first] == ["created", "conflict"]
    assert (first[1]["id"], first[1]["problem"]["code"]) == (None, "domain_taken")
    assert first[1]["problem"]["candidates"] == [first[0]["id"]]
    again = (await said(http, acme, {**acme, "name": "Acme Inc"}))["accounts"]
    assert [(each["state"], each["matchedBy"], each["problem"]) for each in again] == [
        ("unchanged", "external_id", None),
        ("updated", "external_id", None),
    ]
    assert {each["id"] for each in again} == {first[0]["id"]}


async def test_an_account_is_found_by_each_of_its_ids_and_shown_with_its_people(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await directory.upsert(
        W,
        BY,
        accounts=[AccountUpsert("org_7", "Acme", "acme.com", keys={"crm.account": "77"})],
        customers=[
            CustomerUpsert(f"u{n}", email=f"p{n}@x.co", account_external_id="org_7")
            for n in range(3)
        ],
    )
    for query in ("externalId=org_7", "domain=ACME.com", "domain=mail.acme.com"):
        [found] = (await asked(http, f"?{query}"))["accounts"]
        assert (found["name"], found["keys"]) == ("Acme", {"crm.account": "77"})
    assert (await asked(http, "?externalId=org_0"))["accounts"] == []
    shown = await asked(http, f"/{found['id']}?first=2")
    assert {each["name"]: each["value"] for each in shown["links"]}["domain"] == "acme.com"
    people = shown["people"]
    assert ([each["externalId"] for each in people["customers"]], people["total"]) == (
        ["u0", "u1"],
        3,
    )
    rest = await asked(http, f"/{found['id']}/people?first=2&after={people['next']}")
    assert ([each["externalId"] for each in rest["customers"]], rest["next"]) == (["u2"], None)


async def test_what_is_not_there_and_what_is_not_allowed_is_told(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    for path in ("/acc_0", "/acc_0/people"):
        assert (await asked(http, path, 404))["code"] == "ACCOUNT_NOT_FOUND"
    assert "give one of externalId" in (await asked(http, "", 400))["detail"]
    assert "no cursor" in (await asked(http, f"/{await account(directory)}?after=x", 400))["detail"]
    await said(http, {"externalId": "a"}, status=403, role="engineer")
    await said(http, {"colour": "red"}, status=400)
    await said(http, status=400)
    nobody = await http.get("/api/accounts?domain=acme.com")
    assert nobody.status_code == 401


async def test_an_account_of_another_workspace_is_not_there(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    other = await account(directory, "w_other")
    await asked(http, f"/{other}", 404)
    await asked(http, f"/{other}/people", 404)
    assert (await asked(http, "?externalId=org_7"))["accounts"] == []


async def account(directory: Directory, workspace: str = W) -> str:
    [done] = await directory.upsert(workspace, BY, accounts=[AccountUpsert("org_7", "Acme")])
    assert done.id is not None
    return done.id
