"""Every operation of `/api`: a token, its role, its workspace, a body that is what it should be."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import Response

from aggregator.domain.access import Role
from aggregator.domain.errors import Overloaded
from aggregator.settings import Settings
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, add_operation
from aggregator.web.api.people import ApiModel
from aggregator.web.api.routes import OPERATIONS
from aggregator.web.app import create_app
from aggregator.web.errors import add_error_handlers
from tests.support.fake_service import FakeService
from tests.support.web_client import client

JSON = {"Content-Type": "application/json"}


class Sent(ApiModel):
    some_name: str
    many: int = 0


async def _echo(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(call.body(Sent), HTTPStatus.CREATED)


ECHO = ApiOperation(
    name="echo",
    method="POST",
    path="/api/echo",
    summary="Echo",
    role=Role.ENGINEER,
    run=_echo,
    answers={HTTPStatus.CREATED: ("What was sent", Sent)},
    body=Sent,
)


async def echo(body: bytes, role: str = "engineer", query: str = "", **headers: str) -> Response:
    app, service = FastAPI(), FakeService()
    service.snapshot.settings = Settings.model_validate({"limits": {"api": {"bytes": 1024}}})
    add_operation(app, service, ECHO)
    add_error_handlers(app)
    sent = {"Authorization": f"Bearer demo-{role}", **JSON, **headers}
    async with client(app) as http:
        return await http.post(f"/api/echo{query}", content=body, headers=sent)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_without_a_token_or_with_too_small_a_role_nothing_is_asked(
    operation: ApiOperation,
) -> None:
    service = FakeService(failure=AssertionError("it was let in"))
    path = operation.path.replace("{id}", "cust_1").replace("{seq}", "1")
    async with client(create_app(service)) as http:
        for header in ({}, {"Authorization": "Bearer no"}, {"Authorization": "Basic x"}):
            answer = await http.request(operation.method, path, headers=header)
            assert answer.status_code == 401
            assert "www-authenticate" in answer.headers
        for role in (role for role in Role if role < operation.role):
            header = {"Authorization": f"Bearer demo-{role.value}"}
            answer = await http.request(operation.method, path, headers=header)
            assert answer.status_code == 403
            assert answer.json()["code"] == "FORBIDDEN"
            assert operation.role.value in answer.json()["detail"]


async def test_a_body_is_read_and_what_is_sent_comes_to_it_by_its_name() -> None:
    answer = await echo(b'{"someName": "x", "many": 3}')
    assert (answer.status_code, answer.json()) == (201, {"someName": "x", "many": 3})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[]", "the body: "),
        (b'{"someName": "\\ud800"}', "JSON"),
        (b'{"someName": 1}', "someName: Input should be a valid string"),
        (b'{"many": 1}', "someName: Field required"),
        (b'{"someName": "x", "secret-person": 1}', "a field that is not known"),
        (b'{"someName": "x", "many": "secret-person"}', "many: "),
    ],
)
async def test_a_body_that_is_no_good_is_told_where_and_never_repeated(
    body: bytes, told: str
) -> None:
    answer = await echo(body)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]
    assert "secret-person" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_is_json_by_its_own_account_and_no_larger_than_allowed() -> None:
    assert (await echo(b"{}", **{"Content-Type": "text/plain"})).status_code == 415
    assert (await echo(b"{}", **{"Content-Encoding": "gzip"})).status_code == 415
    assert (await echo(b'{"someName": "%s"}' % (b"x" * 2_000))).status_code == 413
    assert (await echo(b"{}", role="viewer")).status_code == 403


async def test_too_many_at_once_are_told_when_to_ask_again() -> None:
    service = FakeService(failure=Overloaded("More calls."))
    async with client(create_app(service)) as http:
        header = {"Authorization": "Bearer demo-viewer"}
        answer = await http.get("/api/customers", headers=header)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_another_method_is_told_which_there_are() -> None:
    async with client(create_app(FakeService())) as http:
        answer = await http.put("/api/customers", headers={"Authorization": "Bearer demo-viewer"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_a_parameter_that_is_not_known_is_told_and_not_passed_over() -> None:
    refused = await echo(b'{"someName": "a"}', query="?many=1")
    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_REQUEST")
    assert refused.json()["detail"].endswith("Fix: leave it out, none is taken.")
    assert (await echo(b'{"someName": "a"}', query="?")).status_code == 201
