"""What each HTTP status means for a lookup."""

import httpx
import pytest

from aggregator.domain.call import Reply
from aggregator.domain.errors import (
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream.statuses import failure


@pytest.mark.parametrize(
    ("status", "kind", "again"),
    [
        (301, SourceMalformed, False),
        (304, SourceMalformed, False),
        (400, SourceMalformed, False),
        (401, SourceRefused, False),
        (403, SourceRefused, False),
        (404, SourceMalformed, False),
        (407, SourceRefused, False),
        (408, SourceUnavailable, False),
        (410, SourceMalformed, False),
        (425, SourceUnavailable, False),
        (429, SourceRateLimited, False),
        (500, SourceUnavailable, True),
        (599, SourceUnavailable, True),
    ],
)
def test_a_status_is_a_failure_that_names_source_route_and_status(
    status: int, kind: type[Exception], again: bool
) -> None:
    found = failure("crm", "GET /people", Reply(status, {}))
    assert (type(found.error), found.again) == (kind, again)
    assert str(found.error).startswith(f"crm answered GET /people with {status}")
    assert found.error.facts["status"] == status


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [
        (429, {}, None),
        (429, {"Retry-After": "30"}, 30),
        (429, {"Retry-After": "1.5"}, 2),
        (429, {"Retry-After": "soon", "X-RateLimit-Reset": "7"}, 7),
        (403, {"Retry-After": "2"}, 2),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "20"}, 20),
        (403, {"RateLimit": '"default";r=0;t=30'}, 30),
        (503, {"Retry-After": "30"}, 30),
        (503, {"x-rate-limit-remaining": "0"}, None),
        (500, {"Retry-After": "0.2"}, 1),
        (413, {"Retry-After": "3"}, 3),
        (529, {"Retry-After-Ms": "1500"}, 2),
    ],
)
def test_a_source_that_is_asked_too_often_says_so_in_many_ways(
    status: int, headers: dict[str, str], after: float | None
) -> None:
    limited = failure("crm", "GET /", Reply(status, httpx.Headers(headers)))
    assert isinstance(limited.error, SourceRateLimited)
    assert (limited.error.after, limited.again) == (after, False)


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (401, {"Retry-After": "2"}, SourceRefused),
        (403, {"X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": "20"}, SourceRefused),
        (403, {"Retry-After": "soon"}, SourceRefused),
        (503, {"X-RateLimit-Reset": "20"}, SourceUnavailable),
        (404, {"X-RateLimit-Remaining": "0"}, SourceMalformed),
        (302, {"Retry-After": "2"}, SourceMalformed),
    ],
)
def test_other_failures_stay_what_they_are_beside_such_headers(
    status: int, headers: dict[str, str], kind: type[Exception]
) -> None:
    assert type(failure("crm", "GET /", Reply(status, httpx.Headers(headers))).error) is kind
