"""Values in words, as a locale writes them."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.mapping.formatters import (
    DateStyle,
    formatter,
    name_in_words,
    parse_moment,
    time_zone_of,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AT = "2026-11-22T23:30:00+00:00"


@pytest.mark.parametrize(
    ("locale", "zone", "day", "day_and_time"),
    [
        ("en_US", "UTC", "Nov 22, 2026", "Nov 22, 2026, 11:30\xa0PM"),
        ("en-GB", "Europe/London", "22 Nov 2026", "22 Nov 2026, 23:30"),
        ("de_DE", "Asia/Tokyo", "23.11.2026", "23.11.2026, 08:30"),
        ("ja_JP", "America/New_York", "2026/11/22", "2026/11/22 18:30"),
    ],
)
def test_moments_are_written_in_the_locale_and_zone(
    locale: str, zone: str, day: str, day_and_time: str
) -> None:
    words = formatter(locale, zone)
    assert words.date(AT) == words.date(AT, "DATE") == day
    assert words.date(AT, "DATETIME") == day_and_time


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-22T10:00:00Z", "2 hours ago"),
        ("2026-11-25T12:00:00Z", "in 3 days"),
        ("2026-11-22T11:59:50Z", "10 seconds ago"),
        ("2025-11-22T12:00:00Z", "1 year ago"),
        ("2026-11-16T12:00:00Z", "6 days ago"),
        ("2026-11-28T12:00:00Z", "in 6 days"),
        ("2026-11-15T12:00:00Z", "1 week ago"),
        ("2026-11-21T14:00:00Z", "22 hours ago"),
        ("2026-11-22T11:04:00Z", "56 minutes ago"),
        ("2026-10-25T12:00:00Z", "4 weeks ago"),
        ("2025-12-24T12:00:00Z", "11 months ago"),
        ("2026-11-22T12:00:00Z", "now"),
        ("2026-11-22T12:00:00.9Z", "now"),
        ("2026-11-22T11:59:59.1Z", "now"),
        ("2026-11-22T11:59:59Z", "1 second ago"),
    ],
)
def test_relative_moments_are_seen_from_now(at: str, words: str) -> None:
    assert formatter("en_US", "UTC").date(at, "RELATIVE", NOW) == words


@pytest.mark.parametrize(
    ("locale", "now", "today"),
    [
        ("de_DE", "jetzt", "heute"),
        ("pt-BR", "agora", "hoje"),
        ("zh_TW", "現在", "今天"),
        ("zh_CN", "现在", "今天"),
        ("fr_FR", "maintenant", "aujourd\u2019hui"),
        ("is_IS", "eftir 0 sekúndur", "22. nóv. 2026"),
    ],
)
def test_this_moment_and_this_day_have_their_own_words(locale: str, now: str, today: str) -> None:
    words = formatter(locale, "UTC")
    assert words.date("2026-11-22T12:00:00Z", "RELATIVE", NOW) == now
    assert words.date("2026-11-22", "RELATIVE", NOW) == today


ZONES = ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", ["2026-12-01", "20261201", "2026-W49-2"])
def test_a_day_without_a_time_is_that_day_in_every_zone_and_style(zone: str, day: str) -> None:
    words = formatter("en_US", zone)
    assert words.date(day) == words.date(day, "DATETIME") == "Dec 1, 2026"
    assert words.date(day, "RELATIVE", NOW) in ("in 1 week", "in 8 days")


@pytest.mark.parametrize(
    ("zone", "day", "words"),
    [
        ("UTC", "2026-11-22", "today"),
        ("UTC", "2026-11-23", "in 1 day"),
        ("UTC", "2026-11-16", "6 days ago"),
        ("Pacific/Kiritimati", "2026-11-23", "today"),
        ("Pacific/Kiritimati", "2026-11-22", "1 day ago"),
    ],
)
def test_a_day_is_seen_from_the_day_that_it_is_there(zone: str, day: str, words: str) -> None:
    assert formatter("en_US", zone).date(day, "RELATIVE", NOW) == words


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("style", ["DATE", "DATETIME", "RELATIVE"])
@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"]
)
def test_the_edges_of_the_calendar_are_written_in_words(
    zone: str, style: DateStyle, at: str
) -> None:
    assert at not in formatter("en_US", zone).date(at, style, NOW)


def test_the_clock_is_hour_and_minute() -> None:
    assert formatter("en_US", "Europe/Paris").clock(NOW) == "1:00\xa0PM"


@pytest.mark.parametrize(
    ("locale", "amount", "words"),
    [
        ("en_US", "129.00 USD", "$129.00"),
        ("en_US", "1234567.5 USD", "$1,234,567.50"),
        ("en_US", "-12 EUR", "-€12.00"),
        ("en_US", "1200 JPY", "¥1,200"),
        ("en_US", "0.0025 USD", "$0.0025"),
        ("en_US", "1.2300 USD", "$1.23"),
        ("en_US", "5 XYZ", "XYZ5.00"),
        ("en_US", "1.2345 CLF", "CLF1.2345"),
        ("en_US", "12.50 RSD", "RSD12.50"),
        ("en_US", "12.5 RSD", "RSD12.50"),
        ("en_US", "12.00 RSD", "RSD12"),
        ("en_US", "1.5 IQD", "IQD1.500"),
        ("en_US", "1200.5 JPY", "¥1,200.5"),
        ("en_US", "-0.00 USD", "$0.00"),
        ("en_US", "-0 JPY", "¥0"),
        ("en_US", "0.00 CLF", "CLF0.0000"),
        ("en_US", "-0.001 USD", "-$0.001"),
        ("en_US", "0.123456789012 ETH", "ETH0.123456789012"),
        ("en_US", "0.123456789012345678 ETH", "ETH0.123456789012345678"),
        (
            "en_US",
            "123456789012345678.123456789012345678 ETH",
            "ETH123,456,789,012,345,678.123456789012345678",
        ),
        ("de_DE", "1129.00 EUR", "1.129,00\xa0€"),
        ("fr_FR", "1129.00 EUR", "1\xa0129,00\xa0€"),
    ],
)
def test_money_keeps_every_digit_of_its_amount(locale: str, amount: str, words: str) -> None:
    assert formatter(locale, "UTC").money(amount) == words


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (12345, None, "12,345"),
        (12345.6789, None, "12,345.679"),
        (0.1, None, "0.1"),
        (12, 2, "12.00"),
        (2.5, 0, "2"),
        (Decimal("99999999999999999.5"), 1, "99,999,999,999,999,999.5"),
        (-1, None, "-1"),
        (-0.001, 2, "0.00"),
        (-0.0001, None, "0"),
        (-0.0, None, "0"),
        (Decimal("-0.00"), 1, "0.0"),
        (-0.4, 0, "0"),
        (-0.005, 2, "0.00"),
        (-0.006, 2, "-0.01"),
        (-0.9, 0, "-1"),
    ],
)
def test_numbers_have_the_digits_asked_for(value: float, digits: int | None, words: str) -> None:
    assert formatter("en_US", "UTC").number(value, digits) == words


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.42, 0, "42%"),
        (0.4236, 1, "42.4%"),
        (1.2, 0, "120%"),
        (-0.001, 0, "0%"),
        (-0.0, 0, "0%"),
        (-0.00004, 2, "0.00%"),
        (-0.001, 1, "-0.1%"),
        (-0.01, 0, "-1%"),
    ],
)
def test_ratios_are_percentages(value: float, digits: int, words: str) -> None:
    assert formatter("en_US", "UTC").percent(value, digits) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("renewsAt", "Renews at"),
        ("PAST_DUE", "Past due"),
        ("url", "URL"),
        ("apiCalls", "API calls"),
        ("nextInvoiceURL", "Next invoice URL"),
        ("last30Days", "Last 30 days"),
        ("ENTERPRISE", "Enterprise"),
        ("SSO_REQUIRED", "SSO required"),
        ("snake_case_name", "Snake case name"),
        ("", ""),
    ],
)
def test_names_become_words(name: str, words: str) -> None:
    assert name_in_words(name) == words


@pytest.mark.parametrize(
    "call",
    [
        lambda it: it.date("soon"),
        lambda it: it.date(""),
        lambda it: it.date(None),
        lambda it: it.date([]),
        lambda it: it.date("9" * 5000),
        lambda it: it.money("12"),
        lambda it: it.money("NaN USD"),
        lambda it: it.money("1e400 USD"),
        lambda it: it.money("1e-41 USD"),
        lambda it: it.money("1" * 5000 + " USD"),
        lambda it: it.money(12),
        lambda it: it.number(float("inf")),
        lambda it: it.number(10**400),
        lambda it: it.number(True),
        lambda it: it.number("x"),
        lambda it: it.number(1, 11),
        lambda it: it.number(1, -1),
        lambda it: it.percent(float("nan")),
        lambda it: it.percent(1e20),
    ],
)
def test_what_cannot_be_written_is_a_value_error(call: Callable[[Any], str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        call(formatter("en_US", "Pacific/Kiritimati"))


def test_unknown_locales_and_zones_are_named() -> None:
    for locale in ("xx_XX", "", "english", "../../etc/passwd"):
        with pytest.raises(ValueError, match="locale"):
            formatter(locale, "UTC")
    for zone in ("Mars/Olympus", "", "../../etc/passwd", "/etc/passwd"):
        with pytest.raises(ValueError, match="time zone"):
            time_zone_of(zone)


def test_a_moment_without_an_offset_is_utc() -> None:
    assert parse_moment("2026-11-22T12:00:00") == parse_moment("2026-11-22T12:00:00Z") == NOW


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
    | st.decimals() | st.decimals().map(lambda amount: f"{amount} USD")
    | st.datetimes().map(lambda at: at.isoformat())
)  # fmt: skip


@given(VALUES, st.sampled_from(["en_US", "ar_EG", "ja_JP", "hi_IN"]))
def test_any_value_is_written_or_a_value_error(value: Any, locale: str) -> None:
    words = formatter(locale, "Asia/Kolkata")
    for write in (
        words.date,
        lambda it: words.date(it, "DATETIME"),
        lambda it: words.date(it, "RELATIVE", NOW),
        words.money,
        words.number,
        words.percent,
    ):
        try:
            assert write(value)
        except ValueError:
            continue
