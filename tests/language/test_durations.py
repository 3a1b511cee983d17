"""How long: ttl and timeout."""

import pytest

from aggregator.language.durations import parse_duration, parse_timeout, parse_ttl


@pytest.mark.parametrize(
    ("text", "seconds"), [("15s", 15), ("2m", 120), ("3h", 10_800), ("365d", 31_536_000)]
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_duration(text) == parse_ttl(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "5", "m", "5 m", "-5m", "5M", "1w", "1.5h", "٣m", "366d", "9" * 99 + "s"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write a number|longer than a year"):
        parse_duration(text)


def test_a_ttl_is_at_least_what_plain_allows() -> None:
    with pytest.raises(ValueError, match="at least 15s"):
        parse_ttl("14s")


def test_a_timeout_is_one_to_ten_seconds() -> None:
    assert parse_timeout("6s") == 6.0
    for text in ("0s", "11s", "1m"):
        with pytest.raises(ValueError, match="1s to 10s"):
            parse_timeout(text)
