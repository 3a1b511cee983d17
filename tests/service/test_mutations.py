"""GraphQL mutations: the directory is changed by an operator's POST, and by nobody else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.service import Service
from tests.support.product import make_service

UPSERT = """mutation($c: CustomerInput!) { upsertCustomer(customer: $c) { state id code } }"""
MERGE = """mutation($id: ID!, $into: ID!, $preview: Boolean!) {
  mergeCustomers(id: $id, into: $into, preview: $preview, reason: "r") {
    event keptId shown { name value } conflicts { name } } }"""
UNMERGE = """mutation($id: ID!) { unmergeCustomers(id: $id) {
  event keptId apartId choices { event givenTo } } }"""
APART = """mutation($id: ID!, $preview: Boolean!, $answers: [EditAnswer!]) {
  unmergeCustomers(id: $id, preview: $preview, answers: $answers) {
    choices { event givenTo instead } kept { name value } apart { name value } removed } }"""
CHANGES = (
    'upsertCustomer(customer: {externalId: "x"}) { state }',
    'linkCustomer(id: "a", kind: "email", value: "a@x.co")',
    'unlinkCustomer(id: "a", kind: "email", value: "a@x.co")',
    'mergeCustomers(id: "a", into: "b") { keptId }',
    'unmergeCustomers(id: "a") { keptId }',
    'decideCustomers(id: "a", other: "b", verdict: SAME)',
    'exportCustomer(id: "a")',
    'eraseCustomer(id: "a") { values }',
)


@pytest.fixture
async def service(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Service]:
    roles = ("viewer", "engineer", "operator")
    tokens = [{"name": role, "role": role, "secret": f"the-{role}"} for role in roles]
    service = make_service(company, tmp_path, tokens=tokens)
    await service.start()
    yield service
    await service.stop()


async def ask(
    service: Service, query: str, role: str = "operator", *, get: bool = False, **given: Any
) -> GraphQLAnswer:
    token = service.token(f"Bearer the-{role}")
    assert token is not None
    request = GraphQLRequest(query, given, None, {}, read_only=get)
    return await service.query(request, token, "R")


async def data(service: Service, query: str, **given: Any) -> Any:
    answer = await ask(service, query, **given)
    assert "errors" not in answer.payload, answer.payload
    [found] = answer.payload["data"].values()
    return found


def codes(answer: GraphQLAnswer) -> list[str]:
    return [error["extensions"]["code"] for error in answer.payload.get("errors", ())]


async def test_an_operator_changes_the_directory_and_takes_it_back(service: Service) -> None:
    one = await data(service, UPSERT, c={"externalId": "m1", "name": "Ann"})
    two = await data(service, UPSERT, c={"email": "m2@x.example", "name": "Anna"})
    assert (one["state"], two["state"]) == ("created", "created")
    ids = {"id": two["id"], "into": one["id"]}
    preview = await data(service, MERGE, **ids, preview=True)
    assert preview["event"] is None
    assert {"name": "display_name", "value": "Ann"} in preview["shown"]
    engineers = await ask(service, MERGE, "engineer", **ids, preview=True)
    assert codes(engineers) == []
    assert codes(await ask(service, MERGE, "engineer", **ids, preview=False)) == ["FORBIDDEN"]
    done = await data(service, MERGE, **ids, preview=False)
    assert (done["keptId"], done["event"] is not None) == (one["id"], True)
    apart = await data(service, UNMERGE, id=two["id"])
    assert (apart["keptId"], apart["apartId"], apart["choices"]) == (one["id"], two["id"], [])
    again = await ask(service, UNMERGE, id=two["id"])
    assert codes(again) == ["DIRECTORY_CONFLICT"]
    link = 'mutation($id: ID!) { linkCustomer(id: $id, kind: "billing.customer", value: "c9") }'
    assert await data(service, link, id=one["id"]) is True
    assert await data(service, link, id=one["id"]) is False
    erase = "mutation($id: ID!) { eraseCustomer(id: $id) { ids values underWay } }"
    gone = await data(service, erase, id=one["id"])
    assert gone == {"ids": [one["id"]], "values": 3, "underWay": []}
    assert codes(await ask(service, erase, id=one["id"])) == ["CUSTOMER_NOT_FOUND"]


async def test_a_later_edit_of_one_who_were_two_is_given_to_whom_is_said(service: Service) -> None:
    one = await data(service, UPSERT, c={"externalId": "m3", "name": "Bea"})
    two = await data(service, UPSERT, c={"email": "m4@x.example", "name": "Beate"})
    await data(service, MERGE, id=two["id"], into=one["id"], preview=False)
    both = {"externalId": "m3", "email": "m4@x.example", "name": "Beatrice"}
    assert (await data(service, UPSERT, c=both))["id"] == one["id"]
    preview = await data(service, APART, id=two["id"], preview=True)
    [choice] = preview["choices"]
    assert (choice["givenTo"], choice["instead"]) == (one["id"], two["id"])
    answers = [{"event": choice["event"], "id": two["id"]}]
    apart = await data(service, APART, id=two["id"], preview=False, answers=answers)
    assert apart["removed"] == []
    assert {"name": "display_name", "value": "Bea"} in apart["kept"]
    assert {"name": "display_name", "value": "Beatrice"} in apart["apart"]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_viewer_an_engineer_and_a_get_change_nothing(service: Service, change: str) -> None:
    before = (await service.directory.page("default", 1)).total
    for role in ("viewer", "engineer"):
        assert codes(await ask(service, f"mutation {{ {change} }}", role)) == ["FORBIDDEN"]
    refused = await ask(service, f"mutation {{ {change} }}", get=True)
    assert (codes(refused), refused.executed) == (["MUTATION_OVER_GET"], False)
    assert (await service.directory.page("default", 1)).total == before


async def test_a_query_bomb_of_changes_is_refused_before_any_runs(service: Service) -> None:
    many = " ".join(
        f'a{n}: upsertCustomer(customer: {{externalId: "bomb{n}"}}) {{ state }}' for n in range(21)
    )
    refused = await ask(service, f"mutation {{ {many} }}")
    assert (set(codes(refused)), refused.executed) == ({"QUERY_TOO_COMPLEX"}, False)
