"""Copies of cards as they were last shown, for when a source does not answer.

A copy belongs to one card as it was compiled: a changed card never shows what the old one did.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from aggregator.cache import Cache
from aggregator.cards.card import CompiledCard, RenderContext
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable
from aggregator.domain.errors import AggregatorError
from aggregator.domain.plain.request import CardRequest
from aggregator.mapping.formatters import formatter
from aggregator.pipeline.respond import FOR_NOW, passes


@dataclass(frozen=True, slots=True)
class Copy:
    """A card's components and the moment they were true; which text of the card showed them.

    `components` in JSON: a copy is then one object to the garbage collector, and not hundreds.
    """

    fingerprint: str
    components: bytes
    at: datetime


class Copies:
    """Whole cards only: one that was shown in part is no better than what a source says now."""

    def __init__(self, cache: Cache[Hashable, Copy], seconds: float) -> None:
        self._cache = cache
        self._seconds = seconds

    def improve(
        self,
        request: CardRequest,
        cards: Mapping[str, CompiledCard],
        outcomes: Mapping[str, Outcome],
        context: RenderContext,
    ) -> dict[str, Outcome]:
        """`outcomes` with a copy wherever a card fails for now; what is whole is copied."""
        improved = dict(outcomes)
        for key, outcome in outcomes.items():
            card = cards.get(key)
            if card is None:
                continue
            failures = _failures(outcome)
            if not failures:
                self._remember(request, card, outcome, context.now)
            elif _passes(outcome, failures):
                improved[key] = self.recall(request, card, context, failures) or outcome
        return improved

    def recall(
        self,
        request: CardRequest,
        card: CompiledCard,
        context: RenderContext,
        failures: Sequence[AggregatorError] = (),
    ) -> Shown | None:
        """The card's copy, saying as of when; None when there is none."""
        kept = self._cache.get(_key(request, card))
        if kept is None or kept.value.fingerprint != card.fingerprint:
            return None
        copy = kept.value
        as_of = as_of_words(copy.at, context)
        return Shown(orjson.loads(copy.components), FOR_NOW, failures, as_of)

    def forget(self, person: Hashable) -> int:
        """Drop all copies of a person: by any id they were asked for with."""
        return self._cache.forget(person)

    def _remember(
        self, request: CardRequest, card: CompiledCard, outcome: Outcome, now: datetime
    ) -> None:
        key = _key(request, card)
        if isinstance(outcome, Hidden):
            # What was shown before is no longer true, so it must never come back.
            self._cache.drop(key)
        if not isinstance(outcome, Shown) or request.customer is None:
            return
        person = request.customer
        components = orjson.dumps(outcome.components)
        ids = [each for each in (person.plain_id, person.external_id, person.email) if each]
        self._cache.keep(
            key,
            Copy(card.fingerprint, components, now),
            ttl=self._seconds,
            size=len(components),
            people=[(request.workspace_id, each) for each in ids],
        )


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


def _key(request: CardRequest, card: CompiledCard) -> Hashable:
    return (request.workspace_id, card.key, request.customer, request.thread, request.tenant)
