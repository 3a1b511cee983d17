"""How long a source asks to be left alone."""

from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.upstream.waits import limit_met, limit_reset, retry_after, to_spare_half

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("1.5", 2.0),
        ("0.001", 1.0),
        ("Sun, 22 Nov 2026 10:00:45 GMT", 45.0),
        ("Sun, 22 Nov 2026 09:59:45 GMT", 0.0),
        ("Sun, 22 Nov 2026 11:00:45 +0100", 45.0),
        ("Sun, 22 Nov 2026 10:00:45 -0000", 45.0),
        ("", None),
        ("-1", None),
        ("1,5", None),
        ("1.", None),
        ("1e3", None),
        ("soon", None),
        ("Sun, 22 Nov 99999999999999 10:00:45 GMT", None),
        ("Sun, 22 Nov 2026 10:00:45 +99999999999999999999", None),
        ("Sun, 22 Nov 2026 10:00:2845+0279999999999999", None),
        ("nan", None),
        ("inf", None),
        ("\u0663", None),
        ("9" * 12, None),
        ("9" * 5000, None),
        ("Sun, 99 Nov 2026 10:00:45 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_retry_after_may_be_in_milliseconds() -> None:
    assert retry_after({"retry-after": "9", "retry-after-ms": "1500"}, NOW) == 2.0
    assert retry_after({"x-ms-retry-after-ms": "20"}, NOW) == 1.0
    assert retry_after({}, NOW) is None


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("RateLimit-Reset", "30", 30.0),
        ("X-RateLimit-Reset", str(EPOCH + 30), 30.0),
        ("X-RateLimit-Reset", str((EPOCH + 30) * 1000), 30.0),
        ("X-Rate-Limit-Reset", str(EPOCH - 30), 0.0),
        ("X-RateLimit-Reset-After", "0.25", 1.0),
        ("RateLimit", '"default";r=0;t=12', 12.0),
        ("RateLimit", "limit=100, remaining=0, reset=50", 50.0),
        ("RateLimit", '"default";r=0', None),
        ("RateLimit", '"day";r=90;t=900, "burst";r=0;t=2', 2.0),
        ("X-RateLimit-Reset", "tomorrow", None),
        ("X-RateLimit-Limit", "30", None),
    ],
)
def test_a_limit_says_when_it_is_lifted(name: str, value: str, seconds: float | None) -> None:
    assert limit_reset(httpx.Headers({name: value}), NOW) == seconds


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("X-RateLimit-Remaining", "0", True),
        ("RateLimit-Remaining", " 0 ", True),
        ("X-Rate-Limit-Remaining", "0", True),
        ("RateLimit", '"default";r=0;t=12', True),
        ("RateLimit", "limit=100, remaining=0, reset=50", True),
        ("RateLimit", '"burst";r=0;t=2, "day";r=90;t=900', True),
        ("RateLimit", '"default";r=10;t=0', False),
        ("X-RateLimit-Remaining", "10", False),
        ("X-RateLimit-Remaining", "", False),
        ("X-RateLimit-Limit", "0", False),
        ("X-HubSpot-RateLimit-Remaining", "0", True),
        ("X-HubSpot-RateLimit-Daily-Remaining", "0", True),
        ("X-HubSpot-RateLimit-Secondly-Remaining", "3", False),
        ("X-HubSpot-RateLimit-Daily", "0", False),
        ("x-sib-ratelimit-remaining", "0", True),
    ],
)
def test_a_limit_is_met_when_nothing_is_left(name: str, value: str, met: bool) -> None:
    assert limit_met(httpx.Headers({name: value})) is met


def test_a_maker_that_has_headers_of_its_own_is_understood() -> None:
    headers = {
        "X-HubSpot-RateLimit-Daily": "250000",
        "X-HubSpot-RateLimit-Daily-Remaining": "249000",
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        "X-HubSpot-RateLimit-Max": "100",
        "X-HubSpot-RateLimit-Remaining": "0",
    }
    assert limit_met(httpx.Headers(headers))
    assert limit_reset(httpx.Headers(headers), NOW) == 10.0
    assert to_spare_half(httpx.Headers(headers), NOW) == 10.0
    ample = headers | {"X-HubSpot-RateLimit-Remaining": "60"}
    assert to_spare_half(httpx.Headers(ample), NOW) == 0.0
    assert limit_reset(httpx.Headers({"x-sib-ratelimit-reset": "31"}), NOW) == 31.0


@given(st.text() | st.from_regex(r"\A\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+\Z"))
def test_no_header_is_a_crash(value: str) -> None:
    for read in (retry_after, limit_reset):
        for name in ("retry-after", "x-ratelimit-reset", "ratelimit"):
            seconds = read({name: value}, NOW)
            assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"ratelimit-limit": "100", "ratelimit-remaining": "51", "ratelimit-reset": "7"}, 0.0),
        ({"ratelimit-limit": "100", "ratelimit-remaining": "50", "ratelimit-reset": "7"}, 7.0),
        (
            {
                "ratelimit-limit": "100, 100;w=60",
                "ratelimit-remaining": "0",
                "ratelimit-reset": "7",
            },
            7,
        ),
        (
            {
                "x-ratelimit-limit": "5000",
                "x-ratelimit-remaining": "2500",
                "x-ratelimit-reset": str(EPOCH + 90),
            },
            90.0,
        ),
        ({"x-rate-limit": "700", "x-rate-limit-remaining": "9", "ratelimit-reset": "41"}, 41.0),
        ({"ratelimit": "limit=10, remaining=5, reset=30"}, 30.0),
        ({"ratelimit": "limit=10, remaining=6, reset=30"}, 0.0),
        (
            {
                "ratelimit-policy": '"day";q=1000;w=86400, "burst";q=10;w=5',
                "ratelimit": '"burst";r=4;t=3, "day";r=900;t=80000',
            },
            3.0,
        ),
        ({"ratelimit": '"default";r=0;t=30'}, 0.0),
        ({"ratelimit-limit": "many", "ratelimit-remaining": "1", "ratelimit-reset": "9"}, 0.0),
        ({"ratelimit-limit": "100", "ratelimit-remaining": "1"}, 0.0),
        ({"ratelimit-limit": "0", "ratelimit-remaining": "0", "ratelimit-reset": "0"}, 0.0),
    ],
)
def test_whoever_reads_a_list_leaves_half_of_each_limit_that_is_told(
    headers: dict[str, str], seconds: float
) -> None:
    assert to_spare_half(httpx.Headers(headers), NOW) == seconds
