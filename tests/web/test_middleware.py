"""Around each request: one id, the security headers, one log line, and the last catch."""

import asyncio
import io
import json
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from aggregator.telemetry.log import configure
from aggregator.web.app import create_app
from aggregator.web.middleware import SECURITY_HEADERS, RequestMiddleware
from tests.support.fake_service import FakeService
from tests.support.web_client import client


async def ask(service: FakeService, method: str, path: str, **options: Any) -> Any:
    with capture_logs() as lines:
        async with client(create_app(service)) as http:
            answer = await http.request(method, path, **options)
    return answer, lines


async def test_one_line_per_request_with_the_services_own_facts() -> None:
    answer, [line] = await ask(FakeService(), "POST", "/cards", content=b"{}")
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "request": answer.headers["x-request-id"],
        "method": "POST",
        "route": "/cards",
        "status": 200,
        "keys": ["a"],
        "outcomes": {"shown": 1},
    }


async def test_the_line_of_a_failed_request_says_its_code() -> None:
    _, [line] = await ask(FakeService(), "POST", "/graphql")
    assert (line["status"], line["error"], line["route"]) == (401, "UNAUTHORIZED", "/graphql")


async def test_paths_queries_headers_and_bodies_stay_out_of_the_log() -> None:
    person = "alex@grocery.co"
    _, lines = await ask(
        FakeService(failure=ValueError(person)),
        "POST",
        f"/cards?email={person}",
        headers={"X-Email": person},
        content=person.encode(),
    )
    _, more = await ask(FakeService(), "GET", f"/{person}")
    assert person not in repr([{**line, "exc_info": None} for line in (*lines, *more)])
    assert more[0]["route"] == "unmatched"


@pytest.mark.parametrize(
    "path", ["/", "/livez", "/readyz", "/nope", "/cards", "/graphql", "/api/openapi.json"]
)
async def test_every_answer_has_an_id_of_its_own_and_the_security_headers(path: str) -> None:
    async with client(create_app(FakeService())) as http:
        first, second = await http.get(path), await http.get(path)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    for name in SECURITY_HEADERS:
        assert len(first.headers.get_list(name)) == 1
    assert "default-src 'none'" in first.headers["content-security-policy"]


async def test_an_unexpected_error_is_a_500_that_tells_nothing() -> None:
    answer, lines = await ask(
        FakeService(failure=KeyError("alex@grocery.co")), "POST", "/cards", content=b"{}"
    )
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "code": "INTERNAL",
        "reference": answer.headers["x-request-id"],
    }
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert [(line["event"], line["request"]) for line in lines] == [
        ("unhandled", answer.headers["x-request-id"]),
        ("request", answer.headers["x-request-id"]),
    ]


async def test_an_unexpected_error_is_logged_without_its_message() -> None:
    stream = io.StringIO()
    configure("json", stream)
    async with client(create_app(FakeService(failure=KeyError("alex@grocery.co")))) as http:
        await http.post("/cards", content=b"{}")
    written = stream.getvalue()
    assert "alex@grocery.co" not in written
    unhandled = json.loads(written.splitlines()[0])
    assert "KeyError" in json.dumps(unhandled["error"])
    assert "fake_service.py" in json.dumps(unhandled["error"])


async def test_a_cancelled_request_is_answered_503_and_stays_cancelled() -> None:
    async def cancelled(scope: Scope, receive: Receive, send: Send) -> None:
        raise asyncio.CancelledError

    sent, [line, end] = await run(cancelled)
    assert sent[0]["status"] == line["status"] == 503
    assert (b"retry-after", b"1") in sent[0]["headers"]
    assert end == {"raised": "CancelledError"}


async def run(app: Any) -> tuple[list[Message], list[Any]]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "G\nET", "path": "/", "headers": []}
    with capture_logs() as lines:
        try:
            await RequestMiddleware(app)(scope, receive, send)
        except asyncio.CancelledError:
            lines.append({"raised": "CancelledError"})
        except RuntimeError as error:
            lines.append({"raised": str(error), "from": error.__cause__})
    return sent, lines


async def test_a_caller_who_hung_up_is_logged_and_gets_no_answer() -> None:
    async def gone(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    sent, [line] = await run(gone)
    assert sent == []
    assert (line["status"], line["method"]) == (499, "?")


async def test_half_an_answer_breaks_the_connection() -> None:
    async def breaking(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("alex@grocery.co")

    sent, [_, line, end] = await run(breaking)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert line["status"] == 200
    assert end == {"raised": "an answer broke off", "from": None}
