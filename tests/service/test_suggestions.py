"""Suggestions in the graph: for the bearer of a token, with what the sources say of both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.directory.values import CustomerUpsert
from aggregator.schema.endpoint import GraphQLRequest
from aggregator.service import Service
from tests.support.product import make_service
from tests.support.stores import added

QUERY = """query($first: Int!, $after: String) { suggestions(first: $first, after: $after) {
  totalCount compared pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  nodes { cursor score keep { externalId } merge { id externalId email }
    reasons { kind text } conflicts { name kept merged } } } }"""


@pytest.fixture
async def service(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Service]:
    token = {"name": "reader", "role": "viewer", "secret": "the-viewer"}
    service = make_service(company, tmp_path, tokens=[token])
    await service.start()
    yield service
    await service.stop()


async def test_pages_lead_from_one_to_the_next(service: Service) -> None:
    people = [
        CustomerUpsert(f"{letter}{n}", email=f"p{n}{alias}@x.example")
        for n in range(2)
        for letter, alias in (("a", ""), ("b", "+x"))
    ]
    await added(service.directory, "default", [], people)
    token = service.token("Bearer the-viewer")
    assert token is not None
    seen, after, pages = [], None, []
    while True:
        given = {"first": 1, "after": after}
        answer = await service.query(
            GraphQLRequest(QUERY, given, None, {}, read_only=False), token, "R"
        )
        assert "errors" not in answer.payload, answer.payload
        page = answer.payload["data"]["suggestions"]
        [node] = page["nodes"]
        info = page["pageInfo"]
        assert info["startCursor"] == info["endCursor"] == node["cursor"]
        seen.append((node["keep"]["externalId"], node["merge"]["externalId"]))
        pages.append((info["hasPreviousPage"], info["hasNextPage"], page["totalCount"]))
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert sorted(seen) == [("a0", "b0"), ("a1", "b1")]
    assert pages == [(False, True, 2), (True, False, 2)]
    assert node["conflicts"][0]["name"] == "external_id"
    assert [reason["kind"] for reason in node["reasons"]] == ["email_alias"]
    outside = GraphQLRequest("{ suggestions(first: 0) { compared } }", {}, None, {}, read_only=True)
    refused = await service.query(outside, token, "R")
    assert refused.payload["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
