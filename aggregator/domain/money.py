"""An exact amount in a currency."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

# ISO 4217: how many digits a currency's minor unit has, where that is not two.
_MINOR_DIGITS: Final = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in major units (129.00), `currency` an ISO 4217 code; text form `129.00 USD`."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

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
