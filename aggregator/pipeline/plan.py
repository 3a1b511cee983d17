"""Second verb: which of the cards asked for are executed, and until when each may take."""

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Planned:
    """A card to execute, and until when an answer from a source is of use to it."""

    card: CompiledCard
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """What one request comes to.

    cards      those to execute, each once
    settled    outcomes that need no execution: unknown keys and broken cards
    variables  by name, the request's own values; a card takes those it names
    bounds     (type, field) -> the most items that any of the cards wants of a list
    answer     when Plain is answered, whatever is not there yet
    """

    cards: tuple[Planned, ...]
    settled: Mapping[str, Outcome]
    variables: Mapping[str, str | None]
    bounds: Mapping[tuple[str, str], int]
    answer: Deadline

    def asked(self) -> frozenset[str] | None:
        """`Type.field`s that sources are asked for; None: a card is not compiled to say so."""
        fields: set[str] = set()
        for each in self.cards:
            if not isinstance(each.card.plan, CompiledOperation):
                return None
            fields |= each.card.plan.asked
        return frozenset(fields)


def plan(request: CardRequest, catalog: Catalog, budget: Budget, arrived: Deadline) -> RequestPlan:
    """Sort the requested keys. `arrived` is the moment of arrival, with the clock to count by."""
    cards: list[Planned] = []
    settled: dict[str, Outcome] = {}
    bounds: dict[tuple[str, str], int] = {}
    deadlines: dict[float, Deadline] = {}
    for key in request.card_keys:
        card = catalog.cards.get(key)
        if card is not None:
            wanted = max(min(card.timeout or budget.soft, budget.raised_max), budget.soft)
            deadline = deadlines.get(wanted)
            if deadline is None:
                deadline = deadlines[wanted] = _later(arrived, wanted)
            cards.append(Planned(card, deadline))
            for field, items in card.bounds.items():
                if items > bounds.get(field, 0):
                    bounds[field] = items
        elif key in catalog.broken or key in catalog.cards:
            settled[key] = Unavailable(CardError("The card's file has a mistake", key=key))
        else:
            settled[key] = UnknownCard()
    return RequestPlan(
        cards=tuple(cards),
        settled=settled,
        variables={name: read(request) for name, read in VARIABLES.items()},
        bounds=bounds,
        answer=_later(arrived, budget.answer),
    )


def _later(moment: Deadline, seconds: float) -> Deadline:
    return Deadline(moment.at + seconds, moment.clock)
