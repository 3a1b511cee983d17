"""What each HTTP status means for a lookup."""

from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.errors import (
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream.call import Reply
from aggregator.upstream.statuses import failure, retry_after

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)


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


def test_retry_after_is_told_with_a_429_and_stops_a_second_try_of_a_503() -> None:
    limited = failure("crm", "GET /", Reply(429, httpx.Headers({"Retry-After": "30"})))
    assert isinstance(limited.error, SourceRateLimited)
    assert limited.error.after == 30.0
    paused = failure("crm", "GET /", Reply(503, httpx.Headers({"Retry-After": "30"})))
    assert not paused.again


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("Sun, 22 Nov 2026 10:00:45 GMT", 45.0),
        ("Sun, 22 Nov 2026 09:59:45 GMT", 0.0),
        ("Sun, 22 Nov 2026 11:00:45 +0100", 45.0),
        ("Sun, 22 Nov 2026 10:00:45 -0000", 45.0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("Sun, 22 Nov 99999999999999 10:00:45 GMT", None),
        ("Sun, 22 Nov 2026 10:00:45 +99999999999999999999", None),
        ("Sun, 22 Nov 2026 10:00:2845+0279999999999999", None),
        ("nan", None),
        ("٣", None),
        ("9" * 5000, None),
        ("Sun, 99 Nov 2026 10:00:45 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"\A\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+\Z"))
def test_no_retry_after_is_a_crash(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0
