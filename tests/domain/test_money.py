"""Amounts are exact, and their text form reads back."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.money import MixedCurrencies, Money, minor_digits

WITHDRAWN = {"ADP", "BYR", "ESP", "ITL", "LUF", "TRL"}


@given(st.integers(-(10**28) + 1, 10**28 - 1), st.sampled_from(["USD", "JPY", "KWD", "CLF", "XXX"]))
def test_any_amount_reads_back_as_it_was_written(units: int, currency: str) -> None:
    money = Money.from_minor(units, currency)
    assert Money.parse(str(money)) == money
    assert money.amount.scaleb(minor_digits(currency)) == units


def test_minor_units_are_shifted_by_the_currencys_digits() -> None:
    assert str(Money.from_minor(12_900, "usd")) == "129.00 USD"
    assert str(Money.from_minor(12_900, "jpy")) == "12900 JPY"
    assert str(Money.from_minor(12_900, "KWD")) == "12.900 KWD"
    assert str(Money.from_minor(12_345, "CLF")) == "1.2345 CLF"
    assert str(Money.from_minor(1_250, "RSD")) == "12.50 RSD"


def test_what_would_be_rounded_is_refused() -> None:
    for units in (10**28, -(10**28), 10**400):
        with pytest.raises(ValueError, match="smaller"):
            Money.from_minor(units, "USD")


def test_minor_digits_agree_with_cldr_where_cldr_counts_coins() -> None:
    """CLDR leaves out coins that nobody uses any more, but never has more of them than ISO."""
    current = list_currencies() - WITHDRAWN
    more = [code for code in current if get_currency_precision(code) > minor_digits(code)]
    assert not more
    odd = {code for code in current if get_currency_precision(code) > 2}
    assert odd == {code for code in current if minor_digits(code) > 2} - {"IQD"}


@pytest.mark.parametrize("text", ["", "129", "129.00  USD", "x USD", "1 US1", "Infinity USD"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="money"):
        Money.parse(text)


def test_a_large_amount_is_written_out() -> None:
    assert str(Money(Decimal("1E+6"), "EUR")) == "1000000 EUR"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def test_amounts_of_one_currency_add_up_compare_and_are_multiplied_exactly() -> None:
    assert usd("0.10") + usd("0.20") == usd("0.30")
    assert usd("0.10") - usd("0.20") == -usd("0.10")
    assert abs(usd("-1")) == usd("1")
    assert usd("19.99") * 3 == 3 * usd("19.99") == usd("59.97")
    assert usd("10") * 0.1 == usd("1")
    assert usd("10") * Decimal("0.25") == usd("2.5")
    assert usd("10") / 4 == usd("2.5")
    assert sum((usd("1"), usd("2")), start=usd("0")) == usd("3")
    assert 0 + usd("1") == usd("1")
    assert usd("1") < usd("2") <= usd("2.00") < usd("3")
    assert usd("3") > usd("2.00") >= usd("2")
    assert max(usd("1"), usd("3"), usd("2")) == usd("3")
    assert usd("1") != Money(Decimal(1), "EUR")


def test_nothing_is_rounded_however_long_an_amount_is() -> None:
    long = "123456789012345678901234567890.123456789"
    assert usd(long) + usd("0.000000001") == usd("123456789012345678901234567890.123456790")
    assert usd(long) * 10 == usd("1234567890123456789012345678901.23456789")


@pytest.mark.parametrize(
    "together",
    [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge],
)
def test_two_currencies_are_an_error_that_names_both(together: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(MixedCurrencies, match="USD and EUR are two currencies"):
        together(usd("1"), Money(Decimal(2), "EUR"))


@pytest.mark.parametrize(
    ("together", "one", "other"),
    [
        (operator.mul, usd("1"), usd("2")),
        (operator.add, usd("1"), 1),
        (operator.add, 1, usd("1")),
        (operator.sub, usd("1"), 0),
        (operator.lt, usd("1"), 2),
        (operator.truediv, usd("1"), "2"),
    ],
)
def test_what_makes_no_sense_is_a_type_error(
    together: Callable[[Any, Any], Any], one: object, other: object
) -> None:
    with pytest.raises(TypeError):
        together(one, other)


@pytest.mark.parametrize("number", [float("inf"), float("nan"), Decimal("Infinity")])
def test_no_amount_becomes_infinite(number: Any) -> None:
    with pytest.raises(ValueError, match="finite"):
        usd("1") * number
