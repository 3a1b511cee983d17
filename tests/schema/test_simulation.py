"""`simulateRules`: other rules are tried by an operator's operation, and by no card."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.directory.values import CustomerUpsert
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.service import Service
from tests.support.product import make_service
from tests.support.stores import BY

TRIED = """query($order: [String!], $blocked: [String!], $tags: Boolean!) {
  simulateRules(order: $order, blocked: $blocked, emailTags: $tags) {
    customers joins joined splits unfound
    joinExamples { customers { id name } kind value }
    splitExamples { customer { id } saidBy }
    unfoundExamples { id name } } }"""


@pytest.fixture
async def service(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Service]:
    roles = ("engineer", "operator")
    tokens = [{"name": role, "role": role, "secret": f"the-{role}"} for role in roles]
    service = make_service(company, tmp_path, tokens=tokens)
    await service.start()
    yield service
    await service.stop()


async def ask(service: Service, role: str = "operator", **given: Any) -> GraphQLAnswer:
    token = service.token(f"Bearer the-{role}")
    assert token is not None
    request = GraphQLRequest(TRIED, {"tags": False, **given}, None, {}, read_only=True)
    return await service.query(request, token, "R")


async def told(service: Service, **given: Any) -> Any:
    answer = await ask(service, **given)
    assert "errors" not in answer.payload, answer.payload
    return answer.payload["data"]["simulateRules"]


async def test_other_rules_are_tried_by_name_and_change_nothing(service: Service) -> None:
    before = await told(service)
    assert (before["joins"], before["splits"], before["unfound"]) == (0, 0, 0)
    people = [
        CustomerUpsert("tagged", email="zoe@example.com", name="Zoe"),
        CustomerUpsert(email="zoe+news@example.com", name="Zoe too"),
    ]
    token = service.token("Bearer the-operator")
    assert token is not None
    await service.directory.upsert(token.workspace_id, BY, customers=people)
    tried = await told(service, tags=True)
    assert (tried["customers"], tried["joins"], tried["joined"]) == (before["customers"] + 2, 1, 2)
    [example] = tried["joinExamples"]
    assert [each["name"] for each in example["customers"]] == ["Zoe", "Zoe too"]
    assert (example["kind"], example["value"]) == ("email", "zoe@example.com")
    blocked = await told(service, blocked=["zoe+news@example.com"])
    assert [each["name"] for each in blocked["unfoundExamples"]] == ["Zoe too"]
    assert (await told(service))["joins"] == 0


async def test_an_engineer_and_who_names_no_kind_are_told_why_not(service: Service) -> None:
    [error] = (await ask(service, "engineer")).payload["errors"]
    assert "role operator" in error["message"]
    [error] = (await ask(service, order=["shoe_size"])).payload["errors"]
    assert "`shoe_size` finds no customer" in error["message"]
