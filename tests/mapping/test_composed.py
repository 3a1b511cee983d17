"""Transforms with options, and what is read where there is nothing."""

import contextlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.day import Day
from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Fields, From
from aggregator.domain.money import Money
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.records import compile_mapping
from aggregator.mapping.transforms import compile_transform

MOMENT = datetime(2026, 11, 22, 10, 1, tzinfo=UTC)
MAJOR = {"currency": "c", "units": "major"}
TIMES = {"currency": "c", "times": "n"}


def money(amount: str, currency: str) -> Money:
    return Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("name", "options", "value", "record", "expected"),
    [
        ("money", {"currency": "c"}, 12900, {"c": "usd"}, money("129.00", "USD")),
        ("money", {"currency": "c"}, 12900, {"c": "JPY"}, money("12900", "JPY")),
        ("money", {"currency": "c"}, "12900", {"c": "BHD"}, money("12.900", "BHD")),
        ("money", {"currency": "c"}, 12900, {"c": " usd "}, money("129.00", "USD")),
        ("money", {"currency": "'EUR'"}, 5, {}, money("0.05", "EUR")),
        ("money", MAJOR, "129.5", {"c": "eur"}, money("129.50", "EUR")),
        ("money", MAJOR, 0.1, {"c": "eur"}, money("0.10", "EUR")),
        ("money", MAJOR, 12900, {"c": "JPY"}, money("12900", "JPY")),
        ("money", MAJOR, "1.5", {"c": "KWD"}, money("1.500", "KWD")),
        ("money", MAJOR, "-0.00015", {"c": "USD"}, money("-0.00015", "USD")),
        ("money", MAJOR, "1e3", {"c": "USD"}, money("1000.00", "USD")),
        ("money", TIMES, 129, {"c": "usd", "n": "14"}, money("18.06", "USD")),
        ("money", {**MAJOR, "times": "n"}, "1.10", {"c": "usd", "n": 3}, money("3.30", "USD")),
        ("money", TIMES, 129, {"c": "usd", "n": None}, None),
        ("int", {"times": "n"}, "3", {"n": 4}, 12),
        ("float", {"times": "n"}, 0.1, {"n": 3}, 0.3),
        ("datetime", {"unit": "ms"}, 1795341660000, {}, MOMENT),
        ("datetime", {"unit": "ms"}, "1795341660000", {}, MOMENT),
        ("datetime", {"unit": "s"}, "1795341660", {}, MOMENT),
        ("datetime", {"unit": "ms"}, 0, {}, None),
        ("datetime", {"format": "%d/%m/%Y %H:%M"}, "22/11/2026 10:01", {}, MOMENT),
        ("datetime", {"format": "%d/%m/%Y"}, "01/01/1900", {}, None),
        ("datetime", {"format": "%d/%m/%Y"}, "00/00/0000", {}, None),
        ("datetime", {"format": "%d.%m.%Y"}, " 22.11.2026 ", {}, Day(2026, 11, 22, tzinfo=UTC)),
        ("datetime", {"format": "%m/%d/%Y %I:%M %p %z"}, "11/22/2026 12:01 PM +0200", {}, MOMENT),
        ("first", {}, [None, "a", "b"], {}, "a"),
        ("last", {}, ["a", "b", None], {}, "b"),
        ("first", {}, "alone", {}, "alone"),
        ("first", {}, [], {}, None),
        ("template", {"text": "{value} of {n}", "n": "x.n"}, 1, {"x": {"n": "two"}}, "1 of two"),
        ("template", {"text": "{value} of {n}", "n": "n"}, 1, {"n": None}, None),
        ("template", {"text": "{value}{n}", "n": "n"}, "{n}", {"n": "{value}"}, "{n}{value}"),
        (
            "link",
            {"text": "https://a.example/{value}"},
            "a/b ?",
            {},
            "https://a.example/a%2Fb%20%3F",
        ),
    ],
)
def test_gives(name: str, options: Any, value: Any, record: Any, expected: Any) -> None:
    result = compile_transform(name, options)(value, record)
    assert result == expected
    assert str(result) == str(expected)


@pytest.mark.parametrize(
    ("name", "options", "value", "record"),
    [
        ("money", {"currency": "c"}, "1.5", {"c": "usd"}),
        ("money", TIMES, 129, {"c": "usd", "n": "many"}),
        ("money", MAJOR, "1,5", {"c": "usd"}),
        ("money", MAJOR, True, {"c": "usd"}),
        ("money", MAJOR, float("inf"), {"c": "usd"}),
        ("money", MAJOR, 10**30, {"c": "usd"}),
        ("money", MAJOR, 1, {"c": "euro"}),
        ("int", {"times": "n"}, 1, {"n": 0.5}),
        ("datetime", {"unit": "ms"}, "2026-11-22", {}),
        ("datetime", {"unit": "ms"}, True, {}),
        ("datetime", {"unit": "s"}, 10**17, {}),
        ("datetime", {"format": "%d/%m/%Y"}, "11/22/2026", {}),
        ("datetime", {"format": "%d/%m/%Y"}, 7, {}),
        ("first", {}, [{"a": 1}], {}),
        ("template", {"text": "{value}"}, {"a": 1}, {}),
        ("link", {"text": "{value}"}, "javascript:alert(1)", {}),
    ],
)
def test_refuses(name: str, options: Any, value: Any, record: Any) -> None:
    with pytest.raises(Unreadable):
        compile_transform(name, options)(value, record)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OPTIONS = [
    ("money", {**MAJOR, "times": "n"}),
    ("float", {"times": "n"}),
    ("int", {"times": "n"}),
    ("datetime", {"unit": "ms"}),
    ("datetime", {"format": "%d/%m/%Y %z"}),
    ("first", {}),
    ("template", {"text": "{value} {n}", "n": "n"}),
    ("link", {"text": "https://{value}.example/{n}", "n": "n"}),
]


@given(st.sampled_from(OPTIONS), _ANY, _ANY)
def test_nothing_but_unreadable_comes_out(how: Any, value: Any, other: Any) -> None:
    with contextlib.suppress(Unreadable):
        compile_transform(*how)(value, {"n": other, "c": "eur"})


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("money", {"currency": "c", "units": "cents"}, "minor or major"),
        ("datetime", {"unit": "h"}, "s or ms"),
        ("datetime", {"unit": "s", "format": "%Y"}, "counted in a unit, or written"),
        ("datetime", {"format": "YYYY"}, "written like"),
        ("template", {}, "'text' is missing"),
        ("template", {"text": "x", "n": "n"}, "stands nowhere"),
        ("int", {"times": "a..b"}, "not JMESPath"),
        ("text", {"times": "n"}, "takes no option"),
    ],
)
def test_options_amiss_are_the_connectors_error(name: str, options: Any, message: str) -> None:
    with pytest.raises(ConnectorError, match=message):
        compile_transform(name, options)


@pytest.mark.parametrize("record", [{"q": None, "id": 1}, {"id": 1}, {"q": "", "id": 1}])
def test_a_default_is_read_where_there_is_nothing(record: Any) -> None:
    fields: Fields = {
        "id": "id",
        "q": From("q", "int", default="1"),
        "s": From("q", table={"on": "A"}, default="on"),
    }

    def failed(_lost: Any, why: str) -> Any:
        raise AssertionError(why)

    reading = compile_mapping(fields, failed)(record)
    assert reading is not None
    assert (reading.q, reading.s) == (1, "A")
