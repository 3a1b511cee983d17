"""Copies of cards as they were last shown, for when a source does not answer.

A copy belongs to one card as it was compiled, in one world: a changed card never shows what the old
one did, and a mended connector never what it found before.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from aggregator.cache import Cache
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer, NoSourceId
from aggregator.domain.plain.request import CardRequest
from aggregator.mapping.formatters import formatter
from aggregator.pipeline.respond import FOR_GOOD, FOR_NOW, passes
from aggregator.render.card import CompiledCard, RenderContext


@dataclass(frozen=True, slots=True)
class StaleCard:
    """A card's components and the moment they were true; which card of which world showed them.

    `components` in JSON: a copy is then one object to the garbage collector, and not hundreds.
    None: there was nothing to show.
    """

    fingerprint: str
    components: bytes | None
    at: datetime


class StaleCards:
    """Whole cards only: one that was shown in part is no better than what a source says now.

    And only of requests that name a customer: no other copy could be forgotten by person.
    """

    def __init__(self, cache: Cache[Hashable, StaleCard], seconds: float) -> None:
        self._cache = cache
        self._seconds = seconds

    def improve(
        self,
        request: CardRequest,
        cards: Mapping[str, CompiledCard],
        outcomes: Mapping[str, Outcome],
        context: RenderContext,
        world: str,
    ) -> dict[str, Outcome]:
        """`outcomes` with a copy wherever a card fails for now; what is whole is copied.

        `world`: the fingerprint of the connectors and the schema that they come from.
        """
        improved = dict(outcomes)
        for key, outcome in outcomes.items():
            card = cards.get(key)
            if card is None:
                continue
            failures = _failures(outcome)
            if not failures:
                self._remember(request, card, outcome, context.now, world)
            elif any(isinstance(error, AmbiguousCustomer | NoSourceId) for error in failures):
                self._cache.drop(_key(request, card))  # it may have been somebody else's
            elif _passes(outcome, failures):
                copy = self._find(request, card, world)
                # Never a card that showed nothing: that would say there is nothing.
                if copy is not None and copy.components is not None:
                    improved[key] = _as_of(copy.at, copy.components, context, failures)
        return improved

    def recall(
        self,
        request: CardRequest,
        card: CompiledCard,
        context: RenderContext,
        world: str,
    ) -> Shown | Hidden | None:
        """What a card came to before, without asking anybody; None when that is not known."""
        copy = self._find(request, card, world)
        if copy is None:
            return None
        if copy.components is None:
            return Hidden(FOR_NOW)
        return _as_of(copy.at, copy.components, context)

    def forget(self, person: Hashable) -> int:
        """Drop all copies of a person: by any id they were asked for with."""
        return self._cache.forget(person)

    def _find(self, request: CardRequest, card: CompiledCard, world: str) -> StaleCard | None:
        kept = self._cache.get(_key(request, card))
        return kept.value if kept and kept.value.fingerprint == _made_by(card, world) else None

    def _remember(
        self, request: CardRequest, card: CompiledCard, outcome: Outcome, now: datetime, world: str
    ) -> None:
        person = request.customer
        if person is None or not isinstance(outcome, Shown | Hidden):
            return
        seconds, components = self._seconds, None
        if isinstance(outcome, Shown):
            try:
                components = orjson.dumps(outcome.components)
            except TypeError:
                return  # it breaks Plain's schema, which costs this card alone (respond.py)
        else:
            # What shows nothing cannot say as of when: it holds for as long as Plain was told.
            seconds = min(seconds, outcome.ttl or FOR_GOOD)
        ids = [each for each in (person.plain_id, person.external_id, person.email) if each]
        self._cache.keep(
            _key(request, card),
            StaleCard(_made_by(card, world), components, now),
            ttl=seconds,
            size=len(components) if components else 1,
            people=[(request.workspace_id, each) for each in ids],
        )


def _as_of(
    at: datetime,
    components: bytes,
    context: RenderContext,
    failures: Sequence[AggregatorError] = (),
) -> Shown:
    return Shown(orjson.loads(components), FOR_NOW, failures, as_of_words(at, context))


def as_of_words(at: datetime, context: RenderContext) -> str:
    """The time of day, with its day when that is another one."""
    words = formatter(context.locale, context.time_zone)
    moment, now = at.isoformat(), context.now.isoformat()
    return words.clock(at) if words.day(moment) == words.day(now) else words.day_and_time(moment)


def _failures(outcome: Outcome) -> Sequence[AggregatorError]:
    return outcome.failures if isinstance(outcome, Shown | Unavailable) else ()


def _passes(outcome: Outcome, failures: Sequence[AggregatorError]) -> bool:
    """Whether it fails for now: as a whole by what stands for the others, in parts by all."""
    if isinstance(outcome, Unavailable):
        return passes(outcome.error)
    return all(passes(error) for error in failures)


def _made_by(card: CompiledCard, world: str) -> str:
    return f"{card.fingerprint} {world}"


def _key(request: CardRequest, card: CompiledCard) -> Hashable:
    thread = request.thread if "thread" in card.reads else None
    tenant = request.tenant if "tenant" in card.reads else None
    return (request.workspace_id, card.key, request.customer, thread, tenant)
