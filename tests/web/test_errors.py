"""Every error of ours has a status, every failed answer one shape."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from aggregator.domain import errors
from aggregator.domain.errors import AggregatorError
from aggregator.web.app import create_app
from aggregator.web.errors import CHALLENGE, ROWS, row_of
from tests.support.fake_service import FakeService
from tests.support.web_client import client


def leaves(cls: type[AggregatorError] = AggregatorError) -> Iterator[type[AggregatorError]]:
    """All error classes of ours that nothing of ours refines."""
    below = [sub for sub in cls.__subclasses__() if sub.__module__ == errors.__name__]
    if not below:
        yield cls
    for sub in below:
        yield from leaves(sub)


@pytest.mark.parametrize("leaf", sorted(set(leaves()), key=str))
def test_each_leaf_of_the_error_tree_has_a_row(leaf: type[AggregatorError]) -> None:
    assert leaf in ROWS


def test_an_error_without_a_row_is_a_bug_of_ours() -> None:
    class Novelty(AggregatorError): ...

    class Refined(errors.InvalidRequest): ...

    assert row_of(Novelty("x")).status == 500
    assert row_of(Refined("x")).status == 400


@pytest.mark.parametrize(
    ("error", "status", "detail", "header"),
    [
        (errors.SignatureError("it differs"), 401, None, ("www-authenticate", CHALLENGE)),
        (errors.InvalidRequest("cardKeys must be a list"), 400, "cardKeys must be a list", None),
        (errors.PayloadTooLarge("51 keys"), 413, "51 keys", ("connection", "close")),
        (errors.UnsupportedBody("not JSON"), 415, "not JSON", None),
        (errors.DirectoryUnavailable("disk I/O error"), 503, None, ("retry-after", "1")),
        (errors.SourceRateLimited("crm", "wait", 7.2), 503, "wait", ("retry-after", "7")),
        (errors.InternalError("a bug"), 500, None, None),
        (errors.CardError("plan.graphql is broken"), 500, None, None),
    ],
)  # fmt: skip
async def test_an_error_becomes_a_problem(
    error: AggregatorError, status: int, detail: str | None, header: tuple[str, str] | None
) -> None:
    async with client(create_app(FakeService(failure=error))) as http:
        answer = await http.post("/cards", content=b"{}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["code"] == error.code
    assert body.get("detail") == detail
    assert body["reference"] == answer.headers["x-request-id"]
    if header is not None:
        assert answer.headers[header[0]] == header[1]


async def test_which_check_a_request_did_not_pass_is_in_the_log_alone() -> None:
    refused = FakeService(failure=errors.SignatureError("not proven", failed=["signature"]))
    with capture_logs() as lines:
        async with client(create_app(refused)) as http:
            answer = await http.post("/cards", content=b"{}")
    assert lines[-1]["failed"] == ["signature"]
    assert "signature" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/cards", "POST"),
        ("HEAD", "/cards", "POST"),
        ("OPTIONS", "/cards", "POST"),
        ("DELETE", "/cards/", "POST"),
        ("PUT", "/graphql", "GET, POST"),
        ("POST", "/livez", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(method: str, path: str, allow: str) -> None:
    async with client(create_app(FakeService())) as http:
        answer = await http.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allow
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/nope", "/cards/x", "/docs", "/openapi.json", "/%ff"])
async def test_nowhere_is_a_problem_for_programs_and_a_page_for_people(path: str) -> None:
    async with client(create_app(FakeService())) as http:
        program = await http.get(path)
        person = await http.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert program.status_code == person.status_code == 404
    assert program.headers["content-type"] == "application/problem+json"
    assert person.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/">' in person.text
