"""What programs ask of the graph beside cards: an account with its people, what is missing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.schema.endpoint import GraphQLRequest
from aggregator.service import Service
from tests.support.product import make_service
from tests.support.stores import added

QUERY = """query($by: AccountBy!, $after: String) { directoryAccount(by: $by) {
  name domain externalId people(first: 2, after: $after) {
    totalCount nodes { externalId name } pageInfo { hasNextPage endCursor } } } }"""


@pytest.fixture
async def service(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Service]:
    token = {"name": "reader", "role": "viewer", "secret": "the-viewer"}
    service = make_service(company, tmp_path, tokens=[token])
    await service.start()
    accounts = [AccountUpsert("big", name="Big", domain="big.example")]
    people = [CustomerUpsert(f"b{n}", name=f"N{n}", account_external_id="big") for n in range(3)]
    await added(service.directory, "default", accounts, people)
    yield service
    await service.stop()


async def ask(service: Service, query: str, **given: Any) -> Any:
    token = service.token("Bearer the-viewer")
    assert token is not None
    request = GraphQLRequest(query, given, None, {}, read_only=True)
    return (await service.query(request, token, "R")).payload


async def test_an_account_is_shown_with_its_people_page_by_page(service: Service) -> None:
    seen: list[str] = []
    after = None
    while True:
        payload = await ask(service, QUERY, by={"domain": "BIG.example"}, after=after)
        assert "errors" not in payload, payload
        found = payload["data"]["directoryAccount"]
        assert (found["name"], found["externalId"], found["people"]["totalCount"]) == (
            "Big",
            "big",
            3,
        )
        seen += [node["externalId"] for node in found["people"]["nodes"]]
        after = found["people"]["pageInfo"]["endCursor"]
        if not found["people"]["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["b0", "b1", "b2"]


async def test_what_no_id_is_known_in_is_told_with_its_source(service: Service) -> None:
    query = """{ customer(by: {email: "nobody@x.example"}) {
      timeline(first: 4) { kind } timelinePage { nodes { kind } missing { name code } } } }"""
    payload = await ask(service, query)
    found = payload["data"]["customer"]
    told = [each["extensions"] for each in payload["errors"]]
    assert {each["code"] for each in told} == {"NO_SOURCE_ID"}
    named = [each["source"] for each in told]
    assert named == [each["name"] for each in found["timelinePage"]["missing"]]
    assert {"billing", "helpdesk"} <= set(named)
    assert found["timeline"] == [None] * len(named)
    assert found["timelinePage"]["nodes"] == []


async def test_nobody_and_nothing_to_ask_by(service: Service) -> None:
    nobody = await ask(service, QUERY, by={"externalId": "none"})
    assert nobody["data"] == {"directoryAccount": None}
    nothing = await ask(service, QUERY, by={})
    assert nothing["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
