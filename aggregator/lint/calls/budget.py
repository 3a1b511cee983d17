"""What cards may ask at worst, and what a rule about it is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.language.source import CardSource
from aggregator.lint.calls.call_count import CallCount
from aggregator.lint.calls.lookup_path import LookupPath
from aggregator.lint.calls.minimal import IsOver, first_over
from aggregator.lint.calls.walk import SelectedPath


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
    asked: tuple[SelectedPath, ...]
    plan: CallCount
    budget: CallBudget

    @property
    def lookup_paths(self) -> tuple[LookupPath, ...]:
        return tuple(lookup_path for lookup_path, _ in self.asked)


@dataclass(frozen=True, slots=True)
class CatalogCalls:
    """All cards' calls, in one request."""

    cards: Sequence[CardCalls]
    plan: CallCount
    budget: CallBudget

    @property
    def lookup_paths(self) -> tuple[LookupPath, ...]:
        return tuple(lookup_path for card in self.cards for lookup_path in card.lookup_paths)

    def first_over(self, breaks: IsOver) -> CardSource | None:
        """Find the card with which it and all before it break a budget."""
        first = first_over(self.lookup_paths, breaks)
        if first is None:
            return None
        owners = [card.card for card in self.cards for _ in card.asked]
        return owners[first]
