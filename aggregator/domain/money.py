"""An exact amount in a currency."""

from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Final, TypeAlias

Number: TypeAlias = int | float | Decimal

_EXACT = Context(prec=1000)
"""Adds and multiplies without rounding: the usual context keeps 28 digits."""

# ISO 4217: how many digits a currency's minor unit has, where that is not two.
_MINOR_DIGITS: Final = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


class MixedCurrencies(ValueError):
    """Amounts of two currencies were put together; the message names both, and no amount."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} are two currencies: add up and compare each by itself")


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in major units (129.00), `currency` an ISO 4217 code; text form `129.00 USD`.

    Plus, minus and comparison are of one currency, else they raise MixedCurrencies; times and
    divided by are of a number. Two amounts of different currencies are not equal.
    """

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        theirs = self._same(other)
        return NotImplemented if theirs is None else self._of(_EXACT.add(self.amount, theirs))

    def __radd__(self, other: int) -> "Money":
        """Begin a sum: `sum(amounts)` adds the first to 0."""
        return self if other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        theirs = self._same(other)
        return NotImplemented if theirs is None else self._of(_EXACT.subtract(self.amount, theirs))

    def __mul__(self, factor: Number) -> "Money":
        exact = _exact(factor)
        return NotImplemented if exact is None else self._of(_EXACT.multiply(self.amount, exact))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Number) -> "Money":
        """Divide, to 28 digits."""
        exact = _exact(divisor)
        return NotImplemented if exact is None else self._of(self.amount / exact)

    def __neg__(self) -> "Money":
        return self._of(self.amount.copy_negate())

    def __abs__(self) -> "Money":
        return self._of(self.amount.copy_abs())

    def __lt__(self, other: "Money") -> bool:
        theirs = self._same(other)
        return NotImplemented if theirs is None else self.amount < theirs

    def __le__(self, other: "Money") -> bool:
        theirs = self._same(other)
        return NotImplemented if theirs is None else self.amount <= theirs

    def __gt__(self, other: "Money") -> bool:
        theirs = self._same(other)
        return NotImplemented if theirs is None else self.amount > theirs

    def __ge__(self, other: "Money") -> bool:
        theirs = self._same(other)
        return NotImplemented if theirs is None else self.amount >= theirs

    def _of(self, amount: Decimal) -> "Money":
        return Money(amount, self.currency)

    def _same(self, other: object) -> Decimal | None:
        """Give the other amount; None when it is none. Raises MixedCurrencies."""
        if not isinstance(other, Money):
            return None
        if other.currency != self.currency:
            raise MixedCurrencies(self.currency, other.currency)
        return other.amount

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read `129.00 USD`; ValueError when it is anything else."""
        number, _, currency = text.partition(" ")
        if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
            raise ValueError("money is written like '129.00 USD'")
        try:
            amount = Decimal(number)
        except InvalidOperation:
            raise ValueError("money is written like '129.00 USD'") from None
        if not amount.is_finite():
            raise ValueError("money is finite")
        return cls(amount, currency.upper())

    @classmethod
    def from_minor(cls, units: int, currency: str) -> "Money":
        """`units` of the smallest coin: 12900 USD -> 129.00 USD, 12900 JPY -> 12900 JPY.

        ValueError when there are more digits than anybody's amount has.
        """
        code = currency.upper()
        if abs(units) >= _UNITS:
            raise ValueError("an amount of money is smaller")
        return cls(Decimal(units).scaleb(-minor_digits(code)), code)


_UNITS = 10**28
"""From here on decimal arithmetic would round."""


def minor_digits(currency: str) -> int:
    """Digits after the point of a currency's smallest coin, by ISO 4217; two where it is unknown.

    CLDR's digits are others: how many people write. It has none for the dinar of Serbia, whose
    para are in every invoice.
    """
    return _MINOR_DIGITS.get(currency, 2)


def _exact(number: object) -> Decimal | None:
    """Take a number as it is written: 0.1 is a tenth; None for anything else.

    Raises ValueError for one that is not finite.
    """
    if not isinstance(number, int | float | Decimal):
        return None
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not exact.is_finite():
        raise ValueError("money is multiplied and divided by finite numbers")
    return exact
