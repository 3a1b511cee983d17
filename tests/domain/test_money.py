"""Amounts are exact, and their text form reads back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.money import Money


@given(st.integers(-(10**20), 10**20), st.sampled_from(["USD", "JPY", "KWD"]), st.integers(0, 3))
def test_any_amount_reads_back_as_it_was_written(units: int, currency: str, digits: int) -> None:
    money = Money.from_minor(units, currency, digits)
    assert Money.parse(str(money)) == money
    assert money.amount * 10**digits == units


def test_minor_units_are_shifted_by_the_currencys_digits() -> None:
    assert str(Money.from_minor(12_900, "usd")) == "129.00 USD"
    assert str(Money.from_minor(12_900, "JPY", 0)) == "12900 JPY"


@pytest.mark.parametrize("text", ["", "129", "129.00  USD", "x USD", "1 US1", "Infinity USD"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="money"):
        Money.parse(text)


def test_a_large_amount_is_written_out() -> None:
    assert str(Money(Decimal("1E+6"), "EUR")) == "1000000 EUR"
