"""The OpenAPI document describes what is parsed by hand."""

import json
import re
from typing import Any

from aggregator.web.api.routes import OPERATIONS
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService
from tests.support.web_client import client


async def document() -> Any:
    async with client(create_app(FakeService())) as http:
        answer = await http.get("/api/openapi.json")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert (await http.get("/api/openapi.json")).content == answer.content
    return answer.json()


async def test_each_route_is_described_once() -> None:
    paths = (await document())["paths"]
    served = {path: sorted(methods) for path, methods in paths.items()}
    api = {path for path in served if path.startswith("/api/")}
    assert {path: methods for path, methods in served.items() if path not in api} == {
        "/cards": ["post"],
        "/graphql": ["get", "post"],
        "/livez": ["get"],
        "/readyz": ["get"],
    }


async def test_each_operation_of_the_api_is_described_with_its_role_and_its_failures() -> None:
    paths = (await document())["paths"]
    for operation in OPERATIONS:
        described = paths[operation.path][operation.method.lower()]
        assert described["operationId"] == operation.name
        assert f"role {operation.role.value}" in described["description"], operation.name
        assert {"401", "403", "503"} <= set(described["responses"])
        takes = operation.body is not None or bool(operation.receives)
        assert ("requestBody" in described) == takes


async def test_cards_have_request_answer_and_problems() -> None:
    api = await document()
    operation = api["paths"]["/cards"]["post"]
    assert "application/json" in operation["requestBody"]["content"]
    assert set(operation["responses"]) == {"200", "400", "401", "408", "413", "415", "503"}
    for status, answer in operation["responses"].items():
        media_type = "application/json" if status == "200" else "application/problem+json"
        assert list(answer["content"]) == [media_type]
    request = api["components"]["schemas"]["CardsRequest"]
    assert request["required"] == ["cardKeys"]
    assert request["additionalProperties"] is True


async def test_every_reference_leads_somewhere() -> None:
    api = await document()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(api)))
    assert names
    assert names <= set(api["components"]["schemas"])
