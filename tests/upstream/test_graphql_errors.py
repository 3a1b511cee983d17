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
    assert graphql_error("product", "POST /graphql", body) is None


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
        ([{"extensions": {"code": {"a": 1}}}], SourceUnavailable),
    ],
)
def test_errors_are_a_failure_by_code_and_never_quoted(
    errors: object, kind: type[SourceError]
) -> None:
    found = graphql_error("product", "POST /graphql", {"data": {"usage": [1]}, "errors": errors})
    assert type(found) is kind
    assert str(found).startswith("product answered POST /graphql with GraphQL errors")
    assert "ada" not in f"{found!r} {found.facts}"


@pytest.mark.parametrize(
    ("value", "after"), [(3, 3.0), (0.5, 0.5), (True, None), ("3", None), (-1, None)]
)
def test_a_limit_that_says_how_long_is_believed(value: object, after: float | None) -> None:
    errors = [{"message": "slow", "extensions": {"code": "THROTTLED", "retryAfter": value}}]
    found = graphql_error("product", "POST /graphql", {"errors": errors})
    assert isinstance(found, SourceRateLimited)
    assert found.after == after
