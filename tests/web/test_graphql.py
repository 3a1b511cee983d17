"""`/graphql`: who may, in which form, and which status says what."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.errors import InvalidRequest
from aggregator.schema.endpoint import GraphQLAnswer
from aggregator.web.app import create_app
from aggregator.web.negotiation import GRAPHQL, JSON
from tests.support.fake_service import FakeService, refused
from tests.support.graph_service import GraphService
from tests.support.web_client import client

ENGINEER = {"Authorization": "Bearer demo-engineer"}
VIEWER = {"Authorization": "Bearer demo-viewer"}
BODY = {"query": "{ __typename }"}


async def send(
    service: FakeService,
    body: object = BODY,
    *,
    method: str = "POST",
    accept: str = GRAPHQL,
    headers: dict[str, str] = ENGINEER,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
) -> httpx.Response:
    sent = {"Accept": accept, **headers}
    if method == "POST":
        sent.setdefault("Content-Type", "application/json")
        content = json.dumps(body).encode() if content is None else content
    async with client(create_app(service)) as http:
        return await http.request(method, "/graphql", content=content, headers=sent, params=params)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic demo-engineer"},
     {"Authorization": "demo-engineer"}, {"Authorization": "Bearer"}],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_a_valid_token_nothing_runs(method: str, headers: dict[str, str]) -> None:
    service = FakeService()
    answer = await send(service, method=method, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert service.queried == []


async def test_a_post_is_handed_on_whole() -> None:
    service = FakeService()
    body = {
        "query": "query Q { a }",
        "operationName": "Q",
        "variables": {"a": [1]},
        "extensions": {"b": None},
        "else": 1,
    }
    await send(service, body)
    [(request, token)] = service.queried
    assert (request.query, request.operation_name) == ("query Q { a }", "Q")
    assert (request.variables, request.extensions) == ({"a": [1]}, {"b": None})
    assert request.read_only is False
    assert token.name == "engineer"


async def test_a_get_is_handed_on_as_read_only() -> None:
    service = FakeService()
    params = {"query": "{ a }", "variables": '{"n": 1}', "extensions": "", "operationName": ""}
    await send(service, method="GET", params=params)
    [(request, _)] = service.queried
    assert (request.query, request.variables, request.operation_name) == ("{ a }", {"n": 1}, None)
    assert request.read_only is True


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_type_is_415(content_type: str) -> None:
    answer = await send(FakeService(), headers={**ENGINEER, "Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_BODY")


async def test_a_caller_who_accepts_neither_type_gets_406() -> None:
    service = FakeService()
    answer = await send(service, accept="text/html")
    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert service.queried == []


async def test_a_body_over_the_operators_limit_is_413() -> None:
    answer = await send(FakeService(), content=b" " * 65_537)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'"{ a }"', b"{}", b'{"query": null}', b'{"query": 1}',
        b'{"query": "{ a }", "variables": []}', b'{"query": "{ a }", "variables": NaN}',
        b'{"query": "{ a }", "extensions": 1}', b'{"query": "{ a }", "operationName": {}}',
        b'{"query": "\\ud800"}', b'{"query": "\xff"}', b"[" * 5000, b'{"a":' * 5000,
        b'{"query": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
async def test_what_is_no_graphql_request_is_400_in_the_callers_type(
    content: bytes, accept: str
) -> None:
    service = FakeService()
    answer = await send(service, content=content, accept=accept)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "INVALID_REQUEST"}
    assert "data" not in answer.json()
    assert service.queried == []


async def test_what_the_service_cannot_read_is_400_in_graphqls_form_too() -> None:
    service = FakeService(failure=InvalidRequest("extensions.card must be an object"))
    answer = await send(service)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "extensions.card must be an object"


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
async def test_no_body_is_a_5xx_and_none_is_echoed(content: bytes) -> None:
    marked = b"alex@grocery.co" + content
    answer = await send(FakeService(), content=marked)
    assert answer.status_code == 400
    assert "alex@grocery.co" not in answer.text


@pytest.mark.parametrize(
    "params",
    [{}, {"query": "{ a }", "variables": "{"}, {"query": "{ a }", "variables": "[]"},
     {"query": "{ a }", "extensions": "\u00ff"}],
)  # fmt: skip
async def test_a_get_that_cannot_be_read_is_400(params: dict[str, str]) -> None:
    assert (await send(FakeService(), method="GET", params=params)).status_code == 400


@pytest.mark.parametrize(
    ("answer", "accept", "status"),
    [
        (GraphQLAnswer({"data": {"a": 1}}, executed=True), GRAPHQL, 200),
        (GraphQLAnswer({"data": None, "errors": [{"message": "x"}]}, executed=True), GRAPHQL, 200),
        (GraphQLAnswer({"data": None, "errors": [{"message": "x"}]}, executed=True), JSON, 200),
        (GraphQLAnswer({"errors": [{"message": "x"}]}, executed=False), GRAPHQL, 400),
        (GraphQLAnswer({"errors": [{"message": "x"}]}, executed=False), JSON, 200),
        (refused("QUERY_TOO_COMPLEX"), GRAPHQL, 400),
        (refused("FORBIDDEN_INTROSPECTION"), GRAPHQL, 403),
        (refused("FORBIDDEN_INTROSPECTION"), JSON, 200),
        (refused("MUTATION_OVER_GET"), GRAPHQL, 405),
        (refused("MUTATION_OVER_GET"), JSON, 405),
    ],
)
async def test_the_status_follows_the_table(
    answer: GraphQLAnswer, accept: str, status: int
) -> None:
    sent = await send(FakeService(answer=answer), accept=accept)
    assert sent.status_code == status
    assert sent.headers["content-type"] == f"{accept}; charset=utf-8"
    assert sent.json() == answer.payload
    assert sent.headers.get("allow") == ("POST" if status == 405 else None)


@pytest.mark.parametrize("value", ["\ud800", 2**70, "\u0000\U0001f40c"])
async def test_values_that_orjson_refuses_still_leave_as_json(value: Any) -> None:
    service = FakeService(answer=GraphQLAnswer({"data": {"a": value}}, executed=True))
    assert json.loads((await send(service)).content) == {"data": {"a": value}}


async def test_a_mutation_by_get_is_405_and_by_post_runs() -> None:
    mutation = "mutation { forget }"
    by_get = await send(GraphService(), method="GET", params={"query": mutation})
    by_post = await send(GraphService(), {"query": mutation})
    assert (by_get.status_code, by_post.status_code) == (405, 200)


async def test_a_viewer_queries_but_does_not_introspect() -> None:
    asked = {"query": "{ customer { name } }"}
    hidden = {"query": "{ ...F } fragment F on Query { __schema { description } }"}
    assert (await send(GraphService(), asked, headers=VIEWER)).status_code == 200
    assert (await send(GraphService(), hidden, headers=VIEWER)).status_code == 403
    assert (await send(GraphService(), hidden, headers=ENGINEER)).status_code == 200


async def test_a_query_bomb_is_refused_over_http() -> None:
    bomb = "{ customer { ...F0 } }" + "".join(
        f" fragment F{i} on Customer {{ ...F{i + 1} ...F{i + 1} }}" for i in range(18)
    )
    answer = await send(GraphService(), {"query": f"{bomb} fragment F18 on Customer {{ name }}"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
