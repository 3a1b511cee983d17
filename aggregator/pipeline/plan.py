"""Second verb: which of the cards asked for are executed, and until when each may take."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.catalog import Catalog
from aggregator.domain.card import Outcome, Unavailable, UnknownCard
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import CardError
from aggregator.domain.plain.request import VARIABLES, CardRequest
from aggregator.plans.selection import CompiledOperation
from aggregator.render.card import CompiledCard


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds from the request's arrival.

    soft        how long a source is waited for
    raised_max  the most that a card's own `timeout:` makes of that
    answer      when Plain is answered, whatever is not there yet
    """

    soft: float
    raised_max: float
    answer: float


class Planned(NamedTuple):
    """A card to execute, and until when an answer from a source is of use to it."""

    card: CompiledCard
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """What one request comes to.

    cards      those to execute, each once
    settled    outcomes that need no execution: unknown keys and broken cards
    bounds     (type, field) -> the most items that any of the cards wants of a list
    asked      `Type.field`s that sources are asked for; None: a card is not compiled to say so
    answer     when Plain is answered, whatever is not there yet
    """

    request: CardRequest
    cards: tuple[Planned, ...]
    settled: Mapping[str, Outcome]
    bounds: Mapping[tuple[str, str], int]
    asked: frozenset[str] | None
    answer: Deadline

    @property
    def variables(self) -> Mapping[str, str | None]:
        """By name, the request's own values; a card takes those it names."""
        return {name: read(self.request) for name, read in VARIABLES.items()}


KEPT = 256
"""Sets of keys of which it is kept what they come to: Plain asks for the same few again."""


class _Sorted(NamedTuple):
    """What a set of keys comes to, whoever it is asked for.

    cards  each with the seconds that a source is waited for
    waits  those seconds, each once
    """

    cards: tuple[tuple[CompiledCard, float], ...]
    waits: frozenset[float]
    settled: Mapping[str, Outcome]
    bounds: Mapping[tuple[str, str], int]
    asked: frozenset[str] | None


class Planner:
    """Sorts the requested keys, by the cards of one catalog."""

    def __init__(self, catalog: Catalog, budget: Budget, kept: int = KEPT) -> None:
        self._catalog = catalog
        self._budget = budget
        self._maximum = kept
        self._kept: OrderedDict[tuple[str, ...], _Sorted] = OrderedDict()

    def __call__(self, request: CardRequest, arrived: Deadline) -> RequestPlan:
        """`arrived` is the moment of arrival, with the clock to count by."""
        found = self._sorted(request.card_keys)
        deadlines = {seconds: _later(arrived, seconds) for seconds in found.waits}
        return RequestPlan(
            request=request,
            cards=tuple([Planned(card, deadlines[seconds]) for card, seconds in found.cards]),
            settled=found.settled,
            bounds=found.bounds,
            asked=found.asked,
            answer=_later(arrived, self._budget.answer),
        )

    def _sorted(self, keys: tuple[str, ...]) -> _Sorted:
        found = self._kept.get(keys)
        if found is not None:
            self._kept.move_to_end(keys)
            return found
        found = _sort(keys, self._catalog, self._budget)
        if not found.settled:  # else some keys are no card's: there may be any number of those
            self._kept[keys] = found
            if len(self._kept) > self._maximum:
                self._kept.popitem(last=False)
        return found


def plan(request: CardRequest, catalog: Catalog, budget: Budget, arrived: Deadline) -> RequestPlan:
    """Sort the keys of one request alone."""
    return Planner(catalog, budget)(request, arrived)


def _sort(keys: Sequence[str], catalog: Catalog, budget: Budget) -> _Sorted:
    cards: list[tuple[CompiledCard, float]] = []
    settled: dict[str, Outcome] = {}
    bounds: dict[tuple[str, str], int] = {}
    for key in keys:
        card = catalog.cards.get(key)
        if card is not None:
            wanted = max(min(card.timeout or budget.soft, budget.raised_max), budget.soft)
            cards.append((card, wanted))
            for field, items in card.bounds.items():
                bounds[field] = max(items, bounds.get(field, 0))
        elif key in catalog.broken or key in catalog.cards:
            settled[key] = Unavailable(CardError("The card's file has a mistake", key=key))
        else:
            settled[key] = UnknownCard()
    waits = frozenset(wait for _, wait in cards)
    return _Sorted(tuple(cards), waits, settled, bounds, _asked(card for card, _ in cards))


def _asked(cards: Iterable[CompiledCard]) -> frozenset[str] | None:
    fields: set[str] = set()
    for card in cards:
        if not isinstance(card.plan, CompiledOperation):
            return None
        fields |= card.plan.asked
    return frozenset(fields)


def _later(moment: Deadline, seconds: float) -> Deadline:
    return Deadline(moment.at + seconds, moment.clock)
