"""Amounts are exact, and their text form reads back."""

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.money import Money, minor_digits

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
