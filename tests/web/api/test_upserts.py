"""`POST /api/customers/upsert`: created, unchanged, told why not; operators alone."""

from typing import Any

import httpx
import pytest

OPERATOR = {"Authorization": "Bearer demo-operator"}
ANN = {
    "externalId": "u1",
    "email": "ann@acme.com",
    "keys": {"billing.customer": "cus_1"},
    "account": {"externalId": "org_7", "name": "Acme"},
    "orgUnit": {"externalId": "ws_3"},
}


async def upserted(http: httpx.AsyncClient, *customers: Any, **more: Any) -> list[dict[str, Any]]:
    answer = await http.post(
        "/api/customers/upsert", json={"customers": customers, **more}, headers=OPERATOR
    )
    assert answer.status_code == 200, answer.text
    people: list[dict[str, Any]] = answer.json()["customers"]
    return people


async def test_a_customer_is_created_once_and_found_with_their_ids(http: httpx.AsyncClient) -> None:
    [made] = await upserted(http, ANN)
    assert made["state"] == "created"
    assert made["accountId"].startswith("acct_")
    [again] = await upserted(http, ANN)
    assert (again["state"], again["matchedBy"]) == ("unchanged", "external_id")
    assert (again["id"], again["orgUnitId"]) == (made["id"], made["orgUnitId"])
    shown = (await http.get(f"/api/customers/{made['id']}", headers=OPERATOR)).json()
    assert shown["keys"] == {"billing.customer": "cus_1"}
    assert {link["source"] for link in shown["links"]} == {"backend"}
    assert {link["actor"] for link in shown["links"]} == {"token:operator"}


async def test_who_is_not_taken_is_told_why_and_stops_nobody(http: httpx.AsyncClient) -> None:
    await upserted(http, ANN)
    taken, other, bad = await upserted(
        http,
        {"externalId": "u2", "account": {"externalId": "org_8"}, "orgUnit": {"externalId": "ws_3"}},
        {"externalId": "u3", "email": "ann@acme.com"},
        {"externalId": "u4", "tags": ["vip"]},
    )
    [problem] = taken["problems"]
    assert (taken["state"], taken["id"]) == ("conflict", None)
    assert (problem["of"], problem["code"]) == ("orgUnit", "org_unit_taken")
    assert problem["fix"]
    assert [each["code"] for each in other["problems"]] == ["email_taken"]
    assert (bad["state"], bad["problems"][0]["code"]) == ("refused", "unknown_tag")
    assert (await http.get("/api/customers", headers=OPERATOR)).json()["total"] == 1
    [made] = await upserted(http, {"externalId": "u4", "tags": ["vip"]}, createTags=True)
    assert made["state"] == "created"


@pytest.mark.parametrize(
    "body",
    [
        {"customers": []},
        {"customers": [{}] * 501},
        {"customers": [{"nme": "x"}]},
        {"customers": [{"externalId": 7}]},
        {"customers": [{"externalId": "x"}], "source": "Not A Name"},
    ],
)
async def test_what_is_no_such_body_is_refused(http: httpx.AsyncClient, body: Any) -> None:
    answer = await http.post("/api/customers/upsert", json=body, headers=OPERATOR)
    assert answer.status_code == 400
