"""What one rendering carries along, and the shapes that its closures have."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from aggregator.cards.paths import Scope
from aggregator.domain.card import Failed
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    ItemUnreadable,
    ValueUnreadable,
)
from aggregator.mapping.formatters import Formatter

Component: TypeAlias = dict[str, Any]
"""A component in Plain's wire form, within Plain's limits."""

Sink: TypeAlias = tuple[list[Component], list[Component]]
"""Where components go: a row's main and aside; outside of rows, twice the same list.

Fixed words and separators are put there only together with what they stand on, so that a list is
empty exactly when there is nothing to show.
"""


class Frame:
    """One rendering of one card: how values are written, and what failed on the way."""

    __slots__ = ("_told", "currency", "failures", "formatter", "known", "now")

    def __init__(self, formatter: Formatter, now: datetime, currency: str, *, known: bool) -> None:
        self.formatter = formatter
        self.now = now
        self.currency = currency
        self.known = known
        self.failures: list[AggregatorError] = []
        self._told: set[tuple[str, object]] = set()

    def failed(self, value: Failed) -> None:
        """Remember that something is missing because it failed.

        Each cause once; items and values that cannot be read are counted, each of them once.
        """
        error = value.error
        if isinstance(error, CustomerNotFound):  # expected: as if it were null
            return
        of: object = error.facts.get("source")
        if isinstance(error, ItemUnreadable | ValueUnreadable):
            of = id(error)
        cause = (error.code, of)
        if cause not in self._told:
            self._told.add(cause)
            self.failures.append(error)


Block: TypeAlias = Callable[[Scope, Frame, Sink], None]
"""Puts what one selection shows into the sink; nothing, when it shows nothing."""

Words: TypeAlias = Callable[[Scope, Frame], str | None]
"""A template filled in; None when a value in it is null or failed."""

Show: TypeAlias = Callable[[Any, Scope, Frame], list[Component]]
"""The components of a leaf's value, which is neither null nor failed."""


def grown(sink: Sink, before: tuple[int, int]) -> bool:
    return len(sink[0]) != before[0] or len(sink[1]) != before[1]


def size(sink: Sink) -> tuple[int, int]:
    return len(sink[0]), len(sink[1])
