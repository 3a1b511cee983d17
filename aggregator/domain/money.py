"""An exact amount in a currency."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


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
    def from_minor(cls, units: int, currency: str, digits: int = 2) -> "Money":
        """`units` of the smallest coin: 12900 USD -> 129.00 USD (`digits` after the point)."""
        return cls(Decimal(units).scaleb(-digits), currency.upper())
