"""Each transform: what it takes, what it refuses, and that it never quotes a value."""

import contextlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.day import Day
from aggregator.domain.errors import ConnectorError
from aggregator.domain.money import Money
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.transforms import compile_transform

_NAMES = ("datetime", "money", "int", "float", "text", "trim", "lower", "upper", "url")


def apply(name: str, value: Any, record: dict[str, Any] | None = None) -> Any:
    options = {"currency": "currency"} if name == "money" else {}
    return compile_transform(name, options)(value, record or {"currency": "usd"})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("datetime", "2026-11-22T10:01:00Z", datetime(2026, 11, 22, 10, 1, tzinfo=UTC)),
        ("datetime", "2026-11-22T12:01:00+02:00", datetime(2026, 11, 22, 10, 1, tzinfo=UTC)),
        ("datetime", "2026-11-22T10:01:00", datetime(2026, 11, 22, 10, 1, tzinfo=UTC)),
        ("datetime", " 2026-11-22T10:01:00Z ", datetime(2026, 11, 22, 10, 1, tzinfo=UTC)),
        ("datetime", "2026-11-22", Day(2026, 11, 22, tzinfo=UTC)),
        ("datetime", "20261122", Day(2026, 11, 22, tzinfo=UTC)),
        ("datetime", 1.5, datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)),
        ("datetime", 1795341660, datetime(2026, 11, 22, 10, 1, tzinfo=UTC)),
        ("int", 7, 7),
        ("int", "120", 120),
        ("int", 7.0, 7),
        ("float", 7, 7.0),
        ("float", "0.25", 0.25),
        ("text", 42, "42"),
        ("text", True, "true"),
        ("text", " as it is ", " as it is "),
        ("trim", "  Ada ", "Ada"),
        ("trim", "   ", None),
        ("trim", 12, "12"),
        ("lower", 1.5, "1.5"),
        ("lower", "ACTIVE", "active"),
        ("upper", "active", "ACTIVE"),
        ("url", " https://a.example/b?c=d ", "https://a.example/b?c=d"),
        ("url", "mailto:ada@a.example", "mailto:ada@a.example"),
        ("url", "https://a.example/My Files/1", "https://a.example/My%20Files/1"),
    ],
)
def test_gives(name: str, value: Any, expected: Any) -> None:
    result = apply(name, value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "0001-01-01", "0001-01-01T00:00:00+23:00",
        "00010101T000000Z", "0000-00-00", "0000-00-00 00:00:00", "9999-12-31T23:59:59.9999999Z",
        "9999-12-31", "9999-12-31T23:59:59-14:00", "infinity", "-Infinity", 0, 0.0, -0.0,
        "1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00", "1970-01-01 00:00:00", "1970-01-01",
        -62135596800, 253402300799, "0", " 00/00/0000 ", "1900-01-01", "1900-01-01T00:00:00Z",
        "1753-01-01 00:00:00", "1899-12-30T00:00:00.000Z", "1601-01-01T00:00:00Z", -2208988800,
    ],
)  # fmt: skip
def test_a_moment_that_means_never_is_null(value: object) -> None:
    assert apply("datetime", value) is None


@pytest.mark.parametrize("value", ["1900-01-01T08:30:00Z", "1900-01-02", "1899-12-31", 1])
def test_a_moment_beside_those_is_one(value: object) -> None:
    assert apply("datetime", value) is not None


@pytest.mark.parametrize(("name", "expected"), [("int", 12), ("float", 12.0)])
def test_blanks_around_a_number_are_none_of_it(name: str, expected: object) -> None:
    assert apply(name, " 12\n") == expected


def test_a_moment_is_always_in_utc() -> None:
    assert apply("datetime", "2026-11-22T12:01:00+02:00").tzinfo is UTC


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("usd", "129.00 USD"), ("jpy", "12900 JPY"), ("KWD", "12.900 KWD"), ("clf", "1.2900 CLF")],
)
def test_minor_units_have_the_currencys_digits(currency: str, expected: str) -> None:
    assert str(apply("money", 12900, {"currency": currency})) == expected


def test_money_is_exact() -> None:
    assert apply("money", "12345678901234567") == Money(Decimal("123456789012345.67"), "USD")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("datetime", "yesterday"),
        ("datetime", True),
        ("datetime", 10**30),
        ("datetime", float("nan")),
        ("datetime", "2026"),
        ("datetime", "9999-soon"),
        ("datetime", False),
        ("datetime", {"at": 1}),
        ("int", "12.5"),
        ("int", 12.5),
        ("int", True),
        ("int", float("inf")),
        ("int", "9" * 5000),
        ("float", "nan"),
        ("float", float("inf")),
        ("float", 10**400),
        ("float", "1e999"),
        ("text", {"a": 1}),
        ("trim", True),
        ("upper", {"a": 1}),
        ("lower", None),
        ("url", "javascript:alert(1)"),
        ("url", "//a.example"),
        ("url", "https://"),
        ("url", "https://a b.example/"),
        ("url", "https://[bad"),
        ("url", 7),
        ("money", 12.5),
        ("money", 10**28),
    ],
)
def test_refuses(name: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        apply(name, value)


@pytest.mark.parametrize("currency", [None, "US", "dollars", 7, "U$D"])
def test_money_without_a_currency_is_refused(currency: Any) -> None:
    with pytest.raises(Unreadable, match="three-letter"):
        apply("money", 1, {"currency": currency})


_any = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(_NAMES), _any)
def test_nothing_but_unreadable_ever_comes_out_as_an_error(name: str, value: Any) -> None:
    with contextlib.suppress(Unreadable):
        apply(name, value)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("slugify", {}, "no transform 'slugify'"),
        ("money", {}, "needs the option 'currency'"),
        ("int", {"currency": "c"}, "takes no option 'currency'"),
        ("money", {"currency": "a..b"}, "not JMESPath"),
    ],
)
def test_a_transform_outside_the_list_is_the_connectors_error(
    name: str, options: dict[str, str], message: str
) -> None:
    with pytest.raises(ConnectorError, match=message):
        compile_transform(name, options)
