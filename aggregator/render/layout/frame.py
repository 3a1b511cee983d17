"""What one rendering carries along, and the shapes that its closures have."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from aggregator.domain.card import Failed
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    ItemUnreadable,
    ValueUnreadable,
)
from aggregator.language.paths import ObjectData
from aggregator.mapping.formatters import Formatter
from aggregator.render.layout.pieces import Piece

Sink: TypeAlias = tuple[list[Piece], list[Piece]]
"""Where pieces go: a row's main and aside; outside of rows, twice the same list. None is empty.

Fixed words and separators are put there only together with what they stand on, so that a list is
empty exactly when there is nothing to show.
"""


class Frame:
    """One rendering of one card: how values are written, and what failed on the way.

    around  the objects that the one being drawn stands in, outermost first
    count   how many items the list has that was drawn last, which its heading may say; None when
            nobody knows, since it is null or an item failed
    missed  how many values were met that failed
    """

    __slots__ = (
        "_told",
        "around",
        "count",
        "currency",
        "failures",
        "formatter",
        "known",
        "missed",
        "now",
    )

    def __init__(self, formatter: Formatter, now: datetime, currency: str, *, known: bool) -> None:
        self.formatter = formatter
        self.now = now
        self.currency = currency
        self.known = known
        self.around: list[ObjectData] = []
        self.count: int | None = None
        self.missed = 0
        self.failures: list[AggregatorError] = []
        self._told: set[tuple[str, object]] = set()

    def failed(self, value: Failed) -> None:
        """Remember that something is missing because it failed.

        Each cause once; items and values that cannot be read are counted, each of them once.
        """
        self.missed += 1
        error = value.error
        if isinstance(error, CustomerNotFound):  # expected: as if it were null
            return
        self._remember(error)

    def _remember(self, error: AggregatorError) -> None:
        of: object = error.facts.get("source")
        if isinstance(error, ItemUnreadable | ValueUnreadable):
            of = id(error)
        cause = (error.code, of)
        if cause not in self._told:
            self._told.add(cause)
            self.failures.append(error)

    def aside(self) -> "Frame":
        """A frame for drawing, in the same place, what is not shown: its failures are its own."""
        other = Frame(self.formatter, self.now, self.currency, known=self.known)
        other.around = [*self.around]
        return other

    def adopt(self, aside: "Frame") -> None:
        """Take over what failed in a frame that was drawn aside."""
        self.missed += aside.missed
        for error in aside.failures:
            self._remember(error)


Block: TypeAlias = Callable[[ObjectData, Frame, Sink], None]
"""Puts what one selection shows into the sink; nothing, when it shows nothing."""

Words: TypeAlias = Callable[[ObjectData, Frame], str | None]
"""A template filled in; None when a value in it is null or failed."""

Show: TypeAlias = Callable[[Any, ObjectData, Frame], Piece]
"""What is shown of a leaf's value, which is neither null nor failed."""


def grown(sink: Sink, before: tuple[int, int]) -> bool:
    return len(sink[0]) != before[0] or len(sink[1]) != before[1]


def size(sink: Sink) -> tuple[int, int]:
    return len(sink[0]), len(sink[1])
