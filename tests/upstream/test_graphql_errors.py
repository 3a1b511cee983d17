"""What a GraphQL source's errors in a 200 mean."""

from typing import Any

import pytest

from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream.graphql_errors import graphql_error


def error(code: str | None = None, **more: Any) -> dict[str, Any]:
    extensions = {} if code is None else {"extensions": {"code": code}}
    return {"message": "ada@example.com", **extensions, **more}


@pytest.mark.parametrize("body", [{"data": {}}, {"data": {}, "errors": []}, {"errors": None}, []])
def test_an_answer_without_errors_is_none(body: object) -> None:
    assert graphql_error("product", "POST /graphql", body, {}) is None


@pytest.mark.parametrize(
    ("errors", "kind"),
    [
        ([error("THROTTLED")], SourceRateLimited),
        ([error("INTERNAL_SERVER_ERROR"), error("rate_limited")], SourceRateLimited),
        ([error("UNAUTHENTICATED")], SourceRefused),
        ([error("FORBIDDEN", path=["usage"])], SourceRefused),
        ([error("GRAPHQL_VALIDATION_FAILED")], SourceMalformed),
        ([error("BAD_USER_INPUT", path=["usage"])], SourceMalformed),
        ([error()], SourceMalformed),
        ([error(path=["usage"])], SourceUnavailable),
        ([error("INTERNAL_SERVER_ERROR")], SourceUnavailable),
        ("ada@example.com", SourceMalformed),
        (["ada@example.com"], SourceMalformed),
        ([{"extensions": "ada@example.com"}], SourceMalformed),
        ([{"extensions": {"code": {"a": 1}}}], SourceMalformed),
        ([{"extensions": {"code": ""}}], SourceMalformed),
        ([{"type": "RATE_LIMITED"}], SourceRateLimited),
        ([{"type": "NOT_FOUND", "path": ["usage"]}], SourceUnavailable),
        ([{"extensions": {"type": "rateLimited"}}], SourceRateLimited),
        ([{"extensions": {"code": "rate-limit-exceeded"}}], SourceRateLimited),
        ([{"extensions": {"code": "Too many requests"}}], SourceRateLimited),
        ([{"extensions": {"code": 429}}], SourceRateLimited),
        ([{"extensions": {"http": {"status": 429}}}], SourceRateLimited),
        (
            [{"extensions": {"errorType": "UNAVAILABLE", "errorDetail": "ENHANCE_YOUR_CALM"}}],
            SourceRateLimited,
        ),
        ([{"errorType": "ThrottlingException"}], SourceRateLimited),
        ([{"extensions": {"code": "COMPLEXITY_BUDGET_EXHAUSTED"}}], SourceRateLimited),
        ([{"extensions": {"code": "maxConcurrencyExceeded"}}], SourceRateLimited),
        ([{"extensions": {"code": "API_RATE_LIMIT_REACHED"}}], SourceRateLimited),
        ([{"extensions": {"code": "QUERY_COMPLEXITY_EXCEEDED"}}], SourceUnavailable),
        ([{"message": "API rate limit exceeded for ada@example.com."}], SourceRateLimited),
        ("Throttled", SourceRateLimited),
        ({"message": "Too many requests, ada@example.com"}, SourceRateLimited),
        (["Request was throttled. Expected available in 9 seconds."], SourceRateLimited),
        ([error("NOT_FOUND", message="no ticket 'too many requests'")], SourceUnavailable),
        ([{"type": "FORBIDDEN"}], SourceRefused),
        ([{"extensions": {"classification": "ValidationError"}}], SourceMalformed),
        ([{"extensions": {"classification": "DataFetchingException"}}], SourceUnavailable),
        ([{"extensions": {"http": "429"}}], SourceMalformed),
    ],
)
def test_errors_are_a_failure_by_code_and_never_quoted(
    errors: object, kind: type[SourceError]
) -> None:
    found = graphql_error(
        "product", "POST /graphql", {"data": {"usage": [1]}, "errors": errors}, {}
    )
    assert type(found) is kind
    assert str(found).startswith("product answered POST /graphql with GraphQL errors")
    assert "ada" not in f"{found!r} {found.facts}"


@pytest.mark.parametrize(
    ("value", "after"),
    [(3, 3.0), (0.5, 0.5), ("3", 3.0), (True, None), ("soon", None), (-1, None), (1e999, None)],
)
def test_a_limit_that_says_how_long_is_believed(value: object, after: float | None) -> None:
    errors = [{"message": "slow", "extensions": {"code": "THROTTLED", "retryAfter": value}}]
    found = graphql_error("product", "POST /graphql", {"errors": errors}, {})
    assert isinstance(found, SourceRateLimited)
    assert found.after == after


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"retry-after": "1.5"}, 2.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9"}, 9.0),
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "9"}, None),
        ({}, None),
    ],
)
def test_headers_may_say_how_long(headers: dict[str, str], after: float | None) -> None:
    body = {"errors": [{"type": "RATE_LIMITED"}]}
    found = graphql_error("product", "POST /graphql", body, headers)
    assert isinstance(found, SourceRateLimited)
    assert found.after == after
    told = {"errors": [{"type": "RATE_LIMITED", "extensions": {"retryAfterMs": 500}}]}
    found = graphql_error("product", "POST /graphql", told, headers)
    assert isinstance(found, SourceRateLimited)
    assert found.after == 0.5
