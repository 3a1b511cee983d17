"""`/graphql` tells how a customer was found, on both databases, and never of another one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.directory.directory import Directory
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.web.app import create_app
from tests.support.product import running_product
from tests.support.stores import ANYBODY, BY
from tests.support.web_client import client

W = "default"
PHONE = "+4930123456"
HOW = """
fragment How on Customer {
  id name
  identities { kind value trust saidBy since }
  sources { source kind id state reason trust checkedAt }
  resolution {
    state matchedBy candidates { id name email foundBy }
    trace { kind value rule decided links { customerId trust saidBy actor since } }
  }
}
"""


class GraphqlDoor:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ask(self, query: str, **by: str) -> dict[str, Any]:
        return await self.send(query, {"by": by})

    async def send(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = await self._http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": "Bearer demo-viewer"},
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def how(self, **by: str) -> dict[str, Any]:
        told = await self.ask(
            f"query($by: CustomerBy) {{ customer(by: $by) {{ ...How }} }}{HOW}", **by
        )
        assert "errors" not in told, told
        found: dict[str, Any] = told["data"]["customer"]
        return found


@pytest.fixture
async def door(
    company: DemoCompany, tmp_path: Path, database_url: str
) -> AsyncIterator[GraphqlDoor]:
    settings: dict[str, Any] = {"database_url": database_url, "seeded": False}
    async with running_product(company, tmp_path, **settings) as product:
        await fill(product.service.directory)
        async with client(create_app(product.service)) as http:
            yield GraphqlDoor(http)


async def fill(directory: Directory) -> None:
    """Ann alone; Bea and Cid of two companies, who share a mailbox, and Bea has a phone."""
    await directory.upsert(
        W,
        BY,
        accounts=[AccountUpsert("acme", "Acme", "acme.com"), AccountUpsert("bolt", "Bolt")],
        customers=[
            CustomerUpsert("x1", "p1", "ann@acme.com", "Ann", keys={"billing.customer": "cus_1"}),
            CustomerUpsert("x2", "p2", "all@acme.com", "Bea", "acme", phone=PHONE),
            CustomerUpsert("x3", "p3", "all@acme.com", "Cid", "bolt"),
        ],
        rules=ANYBODY,
    )


def rules(told: dict[str, Any]) -> dict[str, str]:
    return {step["kind"]: step["rule"].partition(":")[0] for step in told["resolution"]["trace"]}


async def test_how_a_customer_was_found_is_told(door: GraphqlDoor) -> None:
    ann = await door.how(email="Ann@ACME.com ", externalId="x1")
    assert (ann["name"], ann["resolution"]["state"]) == ("Ann", "FOUND")
    assert ann["resolution"]["matchedBy"] == "external_id"
    assert rules(ann) == {"external_id": "decides", "email": "not asked"}
    assert {(each["kind"], each["value"], each["trust"]) for each in ann["identities"]} == {
        ("external_id", "x1", "verified"),
        ("plain_id", "p1", "verified"),
        ("email", "ann@acme.com", "verified"),
    }
    billing = [each for each in ann["sources"] if each["source"] == "billing"]
    [linked] = [each for each in billing if each["kind"] == "customer"]
    assert (linked["id"], linked["state"], linked["trust"]) == ("cus_1", "LINKED", "verified")
    assert linked["reason"].startswith("linked, verified, said by backend on ")
    assert linked["checkedAt"]

    # Nobody linked hers: it is told, with what to do, and nobody else's stands for it.
    bea = await door.how(plainId="p2")
    [missing] = [
        each for each in bea["sources"] if (each["source"], each["kind"]) == ("billing", "customer")
    ]
    assert (missing["id"], missing["state"]) == (None, "MISSING")
    assert "Fix: " in missing["reason"]

    # Whom a mailbox, a company, a name and a phone mean together.
    assert (await door.how(email="all@acme.com", domain="acme.com"))["name"] == "Bea"
    assert (await door.how(email="all@acme.com", name=" cid "))["name"] == "Cid"
    assert (await door.how(phone="+49 30 123456"))["resolution"]["matchedBy"] == "phone"
    assert (await door.how(phone=PHONE, name="Ann"))["resolution"]["state"] == "UNKNOWN"
    assert (await door.how(email="ann+news@acme.com"))["resolution"]["matchedBy"] == "email_alias"


async def test_nobody_certain_is_told_and_nothing_of_anybody_shown(door: GraphqlDoor) -> None:
    strange = await door.how(plainId="p9")
    assert (strange["id"], strange["resolution"]["state"]) == (None, "UNKNOWN")
    assert strange["resolution"]["trace"][0]["rule"] == (
        "finds nobody: nobody has it, which contradicts nothing"
    )
    assert {each["state"] for each in strange["sources"]} == {"MISSING"}

    blocked = await door.how(externalId="null")
    assert rules(blocked) == {"external_id": "finds nobody"}
    assert blocked["resolution"]["candidates"] == []

    query = """
      query($by: CustomerBy) {
        customer(by: $by) {
          name subscription { plan { name } } identities { value } sources { id state reason }
          resolution { state candidates { name foundBy } trace { kind rule decided } }
        }
      }"""
    for by, names in (
        ({"plainId": "p1", "externalId": "x2"}, {"Ann", "Bea"}),
        ({"email": "all@acme.com"}, {"Bea", "Cid"}),
    ):
        told = await door.ask(query, **by)
        customer = told["data"]["customer"]
        assert (customer["name"], customer["subscription"]) == (None, None)
        assert customer["resolution"]["state"] == "CONFLICT"
        assert {each["name"] for each in customer["resolution"]["candidates"]} == names
        assert all(step["rule"].startswith("conflicts") for step in customer["resolution"]["trace"])
        assert customer["identities"] == []
        assert {(each["id"], each["state"]) for each in customer["sources"]} == {(None, "MISSING")}
        codes = {each["path"][-1]: each["extensions"]["code"] for each in told["errors"]}
        assert codes == dict.fromkeys(("name", "subscription"), "CUSTOMER_AMBIGUOUS")

    # Who does not ask how gets the error alone.
    told = await door.ask(
        "query($by: CustomerBy) { customer(by: $by) { name } }", plainId="p1", externalId="x2"
    )
    assert told["data"] == {"customer": None}
    [error] = told["errors"]
    assert error["extensions"]["code"] == "CUSTOMER_AMBIGUOUS"
    assert "belong to 2 different customers" in error["message"]


async def test_customers_are_filtered_and_ordered_and_paged(door: GraphqlDoor) -> None:
    query = """
      query($after: String) {
        customers(first: 1, after: $after, order: NEWEST_FIRST,
                  filter: {notLinked: "billing.customer"}) {
          nodes { name } totalCount pageInfo { hasNextPage endCursor }
        }
      }"""
    first = (await door.send(query, {}))["data"]["customers"]
    assert (first["nodes"], first["totalCount"]) == ([{"name": "Cid"}], 2)
    second = await door.send(query, {"after": first["pageInfo"]["endCursor"]})
    assert second["data"]["customers"]["nodes"] == [{"name": "Bea"}]
    assert not second["data"]["customers"]["pageInfo"]["hasNextPage"]
    by_name = """
      query($after: String) {
        customers(first: 2, after: $after, order: NAME) { edges { cursor node { name } } }
      }"""
    edges = (await door.send(by_name, {}))["data"]["customers"]["edges"]
    assert [edge["node"]["name"] for edge in edges] == ["Ann", "Bea"]
    behind = await door.send(by_name, {"after": edges[0]["cursor"]})
    assert behind["data"]["customers"]["edges"][0] == edges[1]


async def test_an_empty_directory_that_a_source_needs_is_told_and_is_ready(
    company: DemoCompany, tmp_path: Path, database_url: str
) -> None:
    settings: dict[str, Any] = {"database_url": database_url, "seeded": False}
    async with (
        running_product(company, tmp_path, **settings) as product,
        client(create_app(product.service)) as http,
    ):
        empty = await http.get("/readyz")
        assert empty.status_code == 200
        # Usage is asked by the backend's own id, which Plain sends: it needs nobody's link.
        assert empty.json()["checks"]["directory"] == (
            "empty: billing, crm, helpdesk cannot be asked about anybody. "
            "Fix: aggregator customers import"
        )
        await fill(product.service.directory)
        assert "directory" not in (await http.get("/readyz")).json()["checks"]


async def test_a_card_names_none_of_those_who_may_be_meant(
    company: DemoCompany, tmp_path: Path
) -> None:
    """It is shown to whoever serves one of them; a program with a token is told both."""
    card = tmp_path / "cards" / "support" / "who.graphql"
    card.parent.mkdir(parents=True)
    card.write_text(
        'query Who @card(title: "Who") { customer { resolution {\n'
        '  state @row(label: "State")\n'
        '  candidates @each(max: 5) { name @row(label: "Name") email @row(label: "E-mail")\n'
        '    id @row(label: "Id") } } } }\n'
    )
    async with running_product(company, tmp_path, card.parents[1], seeded=False) as product:
        await fill(product.service.directory)
        shared = json.dumps((await product.ask(["who"], email="all@acme.com"))["who"])
        one = json.dumps((await product.ask(["who"], email="ann@acme.com"))["who"])
        told = await product.query(
            '{ customer(by: {email: "all@acme.com"}) { resolution { candidates { name } } } }'
        )
    assert "Conflict" in shared
    for word in ("Bea", "Cid"):
        assert word not in shared
        assert word in json.dumps(told.payload)
    assert "Ann" in one
