"""A day without a time is that day in every zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aggregator.domain.day import Day


@pytest.mark.parametrize("text", ["2026-12-01", "20261201", "2026-W49-2"])
def test_a_date_is_a_day_and_is_written_as_one(text: str) -> None:
    day = Day.read(text)
    assert day is not None
    assert day.isoformat() == "2026-12-01"
    assert day == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2026-12", "2026-12-01T00:00", "2026-12-01 00:00:00Z", "2026-02-30", "soon"]
)
def test_nothing_else_is_a_day(text: str) -> None:
    assert Day.read(text) is None


def test_the_day_of_a_moment_is_that_of_its_own_offset() -> None:
    late = datetime(2026, 12, 1, 23, tzinfo=timezone(timedelta(hours=-8)))
    assert Day.of(late).isoformat() == "2026-12-01"
    assert Day.of(late.astimezone(UTC)).isoformat() == "2026-12-02"


def test_a_day_is_counted_from_as_days_are() -> None:
    assert (Day(2026, 12, 1, tzinfo=UTC) + timedelta(days=31)).isoformat() == "2027-01-01"
