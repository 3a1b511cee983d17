"""Copies of cards as they were last shown, for when a source does not answer.

A copy belongs to one card as it was compiled, and to one origin: a changed card never shows what
the old one did, a mended connector never what it found before, and a source that is another system
now never what the former one held. And it is of one state of the directory: what happened there is
heard before a copy is used, and of whom it speaks nothing is kept.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from aggregator.cache import Cache
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable
from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer, NoSourceId
from aggregator.domain.identity import EMAIL, PHONE, normalise
from aggregator.domain.plain.components import Emitted
from aggregator.domain.plain.request import CardRequest
from aggregator.mapping.formatters import formatter
from aggregator.pipeline.respond import FOR_GOOD, FOR_NOW, passes
from aggregator.render.card import CompiledCard, RenderContext

COPY_BYTES = 900
"""What a copy takes beside its JSON: its key, its place in the cache, among its person's and its
workspace's."""

PERSON_BYTES = 2_000
"""What the copies of one request take together: whose they are."""


class StaleCard(NamedTuple):
    """A card's components and the moment they were true; which card of which origin showed them.

    `components` in JSON: a copy is then one object to the garbage collector, and not hundreds.
    None: there was nothing to show.
    """

    made_by: tuple[str, str]
    components: bytes | None
    at: datetime


class _Moment(NamedTuple):
    """What the copies of one request have in common; `frame`: the bytes of each beside its JSON."""

    now: datetime
    origin: str
    people: frozenset[Hashable]
    frame: int
    keys: "_Keys"


async def _nothing_happens(_: str) -> None:
    """Of a directory that nobody changes."""


class StaleCards:
    """Whole cards only: one that was shown in part is no better than what a source says now.

    And only of requests that name a customer: no other copy could be forgotten by person.
    `hear` returns once all that happened in a workspace's directory was forgotten here.
    """

    def __init__(
        self,
        cache: Cache[Hashable, StaleCard],
        seconds: float,
        hear: Callable[[str], Awaitable[None]] = _nothing_happens,
    ) -> None:
        self._cache = cache
        self._seconds = seconds
        self._forgotten: Counter[str] = Counter()
        self.hear = hear

    def __len__(self) -> int:
        return len(self._cache)

    def state(self, workspace_id: str) -> int:
        """Name the state of a workspace's directory, for who begins to ask about somebody."""
        return self._forgotten[workspace_id]

    def wanted(self, cards: Mapping[str, CompiledCard], outcomes: Mapping[str, Outcome]) -> bool:
        """Whether a copy may stand in for something: `hear` first."""
        return len(self._cache) > 0 and any(
            key in cards and _failures(outcome) for key, outcome in outcomes.items()
        )

    def improve(
        self,
        request: CardRequest,
        cards: Mapping[str, CompiledCard],
        outcomes: Mapping[str, Outcome],
        context: RenderContext,
        origin: str,
        state: int,
    ) -> dict[str, Outcome]:
        """`outcomes` with a copy wherever a card fails for now; what is whole is copied.

        `origin`: a hash of what they come from (service/origin.py). `state`: of the directory, when
        the request began; what was found while it changed is not copied.
        """
        improved = dict(outcomes)
        people = people_of(request)
        # Copies of before the directory changed, still kept, are as good as they were.
        to_keep = bool(people) and state == self.state(request.workspace_id)
        frame = COPY_BYTES + PERSON_BYTES // max(1, len(outcomes))
        keys = _Keys(request)
        moment = _Moment(context.now, origin, people, frame, keys)
        for key, outcome in outcomes.items():
            card = cards.get(key)
            if card is None:
                continue
            failures = outcome.failures if outcome.__class__ is Shown else _failures(outcome)
            if not failures:
                if to_keep:
                    self._remember(card, outcome, moment)
            elif any(isinstance(error, AmbiguousCustomer | NoSourceId) for error in failures):
                self._cache.drop(keys.of(card))  # it may have been somebody else's
            elif _passes(outcome, failures):
                copy = self._find(keys, card, origin)
                # Never a card that showed nothing: that would say there is nothing.
                if copy is not None and copy.components is not None:
                    improved[key] = _as_of(copy.at, copy.components, context, failures)
        return improved

    def has(self, request: CardRequest, card: CompiledCard, origin: str) -> bool:
        """Whether it is known what a card came to before."""
        return self._find(_Keys(request), card, origin) is not None

    def recall(
        self,
        request: CardRequest,
        card: CompiledCard,
        context: RenderContext,
        origin: str,
    ) -> Shown | Hidden | None:
        """What a card came to before, without asking anybody; None when that is not known."""
        copy = self._find(_Keys(request), card, origin)
        if copy is None:
            return None
        if copy.components is None:
            return Hidden(FOR_NOW)
        return _as_of(copy.at, copy.components, context)

    def forget_people(self, workspace_id: str, values: Iterable[str]) -> int:
        """Drop all copies of whoever is known by one of these, as identities are compared."""
        self._forgotten[workspace_id] += 1
        return sum(self._cache.forget((workspace_id, value)) for value in values)

    def forget_workspace(self, workspace_id: str) -> int:
        """Drop all copies of a workspace's customers."""
        self._forgotten[workspace_id] += 1
        return self._cache.forget((workspace_id,))

    def _find(self, keys: "_Keys", card: CompiledCard, origin: str) -> StaleCard | None:
        kept = self._cache.get(keys.of(card))
        return kept.value if kept and kept.value.made_by == _made_by(card, origin) else None

    def _remember(self, card: CompiledCard, outcome: Outcome, moment: _Moment) -> None:
        components: bytes | None = None
        if isinstance(outcome, Shown):
            try:
                components = _json(outcome.components)
            except TypeError:
                return  # it breaks Plain's schema, which costs this card alone (respond.py)
            seconds, size = self._seconds, moment.frame + len(components)
        elif isinstance(outcome, Hidden):
            # What shows nothing cannot say as of when: it holds for as long as Plain was told.
            seconds, size = min(self._seconds, outcome.ttl or FOR_GOOD), moment.frame
        else:
            return
        copy = StaleCard(_made_by(card, moment.origin), components, moment.now)
        of = moment.keys.of(card)
        self._cache.keep(of, copy, ttl=seconds, size=size, people=moment.people)


def people_of(request: CardRequest) -> frozenset[Hashable]:
    """Whom a copy speaks of, by each identity as it is compared; their company's, too.

    One set for all copies of a request.
    """
    person, company = request.customer, request.tenant
    if person is None:
        return frozenset()
    email = normalise(EMAIL, person.email)
    named = [normalise("", person.plain_id), normalise("", person.external_id), email]
    named.append(normalise(PHONE, person.phone))
    if email is not None:
        local, _, host = email.rpartition("@")
        mailbox, tagged, _ = local.partition("+")
        named.append(f"{mailbox}@{host}" if tagged else None)
        labels = host.split(".")
        named += [".".join(labels[start:]) for start in range(len(labels) - 1)]
    if company is not None:
        named += [normalise("", company.plain_id), normalise("", company.external_id)]
    workspace_id = request.workspace_id
    found: set[Hashable] = {(workspace_id, each) for each in named if each}
    return frozenset([*found, (workspace_id,)]) if found else frozenset()


def _json(components: Sequence[Mapping[str, Any]]) -> bytes:
    if components.__class__ is Emitted:
        return components.json
    # What orjson gives holds on to the four kilobytes that it wrote in; a copy of it does not.
    return bytes(memoryview(orjson.dumps(components)))


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


def _made_by(card: CompiledCard, origin: str) -> tuple[str, str]:
    return card.fingerprint, origin


_PERSON = attrgetter(*(each.name for each in fields(CustomerIds)))
_THREAD = attrgetter(*(each.name for each in fields(ThreadIds)))
_TENANT = attrgetter(*(each.name for each in fields(TenantIds)))


class _Keys:
    """By what the copies of one request are kept: whose they are, once, and each one's card.

    Tuples of text, since a cache compares its keys several times for each copy.
    """

    def __init__(self, request: CardRequest) -> None:
        person, thread, tenant = request.customer, request.thread, request.tenant
        self._whose = (request.workspace_id, *(() if person is None else _PERSON(person)))
        self._thread = None if thread is None else _THREAD(thread)
        self._tenant = None if tenant is None else _TENANT(tenant)

    def of(self, card: CompiledCard) -> Hashable:
        thread = self._thread if "thread" in card.reads else None
        tenant = self._tenant if "tenant" in card.reads else None
        return (card.key, self._whose, thread, tenant)
