import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from aggregator.simulator import query as module
from aggregator.simulator.call import CallError
from aggregator.simulator.query import QueryReport, query
from tests.support.raw_server import closed_port

URL = "http://cards.example/graphql"
SECRETIVE = "http://me:pw@cards.example/graphql?token=t"


async def run(
    answer: httpx.Response | Callable[[httpx.Request], httpx.Response], **more: Any
) -> QueryReport:
    handler = (lambda _: answer) if isinstance(answer, httpx.Response) else answer
    return await query(
        more.pop("url", URL),
        more.pop("document", "{ a }"),
        token=more.pop("token", "t"),
        variables=more.pop("variables", {}),
        transport=httpx.MockTransport(handler),
        **more,
    )


async def test_what_is_sent_is_graphql_over_http() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": {"a": 1}})

    card = {"customer": {"email": "a@b.co"}}
    report = await run(answer, variables={"x": 1}, card=card, operation_name="A")
    (request,) = seen
    assert orjson.loads(request.content) == {
        "query": "{ a }",
        "variables": {"x": 1},
        "operationName": "A",
        "extensions": {"card": card},
    }
    assert request.headers["Authorization"] == "Bearer t"
    assert request.headers["Accept"].startswith("application/graphql-response+json")
    assert report == QueryReport(200, {"data": {"a": 1}})
    assert report.errors == []


async def test_without_a_token_none_is_sent_and_what_is_not_given_is_left_out() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": None})

    await run(answer, token=None)
    assert "Authorization" not in seen[0].headers
    assert set(orjson.loads(seen[0].content)) == {"query", "variables"}


async def test_a_graphql_error_of_any_status_is_a_report() -> None:
    errors = [{"message": "Cannot query field b"}, "odd", {"code": 1}]
    report = await run(httpx.Response(400, json={"errors": errors}))
    assert report.status == 400
    assert report.errors == ["Cannot query field b", "odd", "{'code': 1}"]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (httpx.Response(401), "answered 401 Unauthorized. Fix: --token with a token of"),
        (httpx.Response(404), "answered 404 Not Found, no GraphQL response. Is it /graphql?"),
        (httpx.Response(200, text="<html>"), "answered 200 OK, no GraphQL response. Is it"),
        (httpx.Response(503, json={"detail": "Not now."}), "no GraphQL response. Not now."),
        (httpx.Response(200, json=[]), "no GraphQL response. Is it /graphql"),
    ],
)
async def test_what_is_no_graphql_response_is_told_without_secrets(
    response: httpx.Response, said: str
) -> None:
    with pytest.raises(CallError, match=said) as caught:
        await run(response, url=SECRETIVE)
    assert "http://cards.example/graphql answered" in str(caught.value)


async def test_nobody_listening_is_told() -> None:
    port = closed_port()
    with pytest.raises(CallError, match=rf"Nothing answers at http://127.0.0.1:{port}/"):
        await query(f"http://127.0.0.1:{port}/", "{ a }", token=None, variables={})


async def test_no_answer_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.01)

    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    with pytest.raises(CallError, match=r"did not answer within 0\.01 s"):
        await query(URL, "{ a }", token=None, variables={}, transport=httpx.MockTransport(never))


async def test_an_answer_that_breaks_off_is_told() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("gone")

    with pytest.raises(CallError, match="broke the exchange off: gone"):
        await run(broken)


@pytest.mark.parametrize("url", ["ftp://a.example/graphql", "http://h:x", "graphql", ""])
async def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(CallError, match="is not an http:// or https:// address"):
        await query(url, "{ a }", token=None, variables={})


@pytest.mark.parametrize("more", [{"document": "{ \udcff }"}, {"token": "€"}])
async def test_text_that_cannot_be_sent_is_told(more: dict[str, str]) -> None:
    with pytest.raises(CallError, match="not valid UTF-8"):
        await run(httpx.Response(200, json={"data": None}), **more)
