"""What a Python card is told beside its data: for whom it is drawn, when, and what failed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aggregator.domain.day import Day
from aggregator.domain.money import Money
from aggregator.domain.plain.components import Leaf
from aggregator.mapping.formatters import LONGEST, DateStyle, name_in_words
from aggregator.render.card import Defaults
from aggregator.render.layout import build
from aggregator.render.layout.frame import Frame
from aggregator.render.python.builders import text
from aggregator.render.python.data import Data, failures_of


@dataclass(frozen=True, slots=True)
class CardContext:
    """Values in the workspace's words, and the moment it is. A card asks no clock of its own.

    Each way to write a value gives it as it came where it cannot be written that way.
    """

    _frame: Frame
    _defaults: Defaults

    @property
    def now(self) -> datetime:
        """The moment the card is drawn, with its offset."""
        return self._frame.now

    @property
    def known(self) -> bool:
        """Whether any source knows this customer."""
        return self._frame.known

    def failed(self, data: Data, field: str) -> bool:
        """Tell whether a field failed: `card.failed(customer, "invoices")`.

        Reading a field that failed fails the whole card. One that is not read costs the card a line
        that says so. A single value that its source spelt in a way nobody can read is null beside
        that line, and an item of a list that cannot be read is left out.
        """
        if not hasattr(type(data), field):
            raise AttributeError(f"{type(data).__name__} has no field {field}")
        return field in failures_of(data)

    def date(self, at: datetime, style: DateStyle = "DATE") -> str:
        """Write a moment as @date does."""
        try:
            return self._frame.formatter.date(at.isoformat(), style, self.now)
        except ValueError:
            return at.isoformat()

    def money(self, amount: Money) -> str:
        """Write an amount as @money does: $129.00."""
        try:
            return self._frame.formatter.money(str(amount))
        except ValueError:
            # As it came and never cut: half of an amount is another one.
            return f"{amount.amount} {amount.currency}"

    def number(self, value: float | Decimal, digits: int | None = None) -> str:
        """Write a number as @number does: 12,345."""
        try:
            return self._frame.formatter.number(value, digits)
        except ValueError:
            return _as_it_is(value)

    def percent(self, ratio: float | Decimal, digits: int = 0) -> str:
        """Write a ratio as @percent does: 0.42 is 42%."""
        try:
            return self._frame.formatter.percent(ratio, digits)
        except ValueError:
            return _as_it_is(ratio)

    def words(self, value: str) -> str:
        """Write an enum's value for people: PAST_DUE is Past due."""
        return name_in_words(str(value))

    def moment(self, at: datetime) -> Leaf | None:
        """Show a moment in the viewer's own time zone, where the workspace turned that on.

        A day without a time is that day everywhere, and shown as text.
        """
        shown = self._defaults.date_component and not isinstance(at, Day)
        return (build.moment(at.isoformat()) if shown else None) or text(self.date(at, "DATETIME"))

    def user(self, email: str) -> Leaf | None:
        """Show a user of Plain, where the workspace turned that on; else the address."""
        shown = build.user("email", email) if self._defaults.user_component else None
        return shown or text(email)


def _as_it_is(value: float | Decimal) -> str:
    """Write a number that no locale can: infinite, or longer than anyone reads."""
    if isinstance(value, int) and value.bit_length() > 1024:
        return ""
    return str(value)[:LONGEST]
