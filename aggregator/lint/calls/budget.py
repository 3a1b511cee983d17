"""What cards may ask at worst, and what a rule about it is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.language.source import CardSource
from aggregator.lint.calls.ask import Ask
from aggregator.lint.calls.minimal import Breaks, first_over
from aggregator.lint.calls.plan import CallPlan
from aggregator.lint.calls.walk import Asked


@dataclass(frozen=True, slots=True)
class CallBudget:
    """The most that one card may ask, and all of them together."""

    lookups: int = 10
    exchanges: int = 20
    depth: int = 4
    lookups_together: int = 50
    exchanges_together: int = 100


@dataclass(frozen=True, slots=True)
class CardCalls:
    """One card's calls."""

    card: CardSource
    asked: tuple[Asked, ...]
    plan: CallPlan
    budget: CallBudget

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(ask for ask, _ in self.asked)


@dataclass(frozen=True, slots=True)
class CatalogCalls:
    """All cards' calls, in one request."""

    cards: Sequence[CardCalls]
    plan: CallPlan
    budget: CallBudget

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(ask for card in self.cards for ask in card.asks)

    def first_over(self, breaks: Breaks) -> CardSource | None:
        """Find the card with which it and all before it break a budget."""
        first = first_over(self.asks, breaks)
        if first is None:
            return None
        owners = [card.card for card in self.cards for _ in card.asked]
        return owners[first]
