"""One verified request of Plain's, answered: the verbs in order, and copies for what failed.

When nobody can be asked, by copies alone. What the log says of a request is put together here, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aggregator.catalog import Catalog
from aggregator.directory.directory import Directory
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable, UnknownCard
from aggregator.domain.customer import UnlinkedIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AllCardsFailed, DeadlineExceeded
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.size import CARD_LARGE
from aggregator.loaders import Loaders
from aggregator.pipeline.execute import Executed, execute
from aggregator.pipeline.plan import Budget, Planner, RequestPlan
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import FailureWords, passes, respond
from aggregator.pipeline.stale_cards import StaleCards
from aggregator.pipeline.verify import RequestAuth
from aggregator.plans.merge import Merger
from aggregator.render.card import RenderContext
from aggregator.schema.context import Bounds, RequestContext
from aggregator.schema.execute import Engine
from aggregator.schema.inferred_ids import AskedFields, InferredIds, RequestInferredIds
from aggregator.schema.systems import Providers
from aggregator.telemetry.logger import get_logger
from aggregator.telemetry.trace import Trace

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything loaded that one workspace's requests are answered from. Immutable.

    origin a hash of what its answers come from, beside the cards: a copy is of one origin
    merge  what makes cards' compiled operations one plan; None: the GraphQL engine runs them all
    """

    id: str
    origin: str
    trust: RequestAuth
    catalog: Catalog
    engine: Engine
    providers: Providers
    directory: Directory
    budget: Budget
    last_resort: float
    locale: str
    currency: str
    time_zone: str
    source_labels: Mapping[str, str]
    source_owners: Mapping[str, str]
    team_contacts: Mapping[str, str]
    retry_when_all_fail: bool = False
    merge: Merger | None = None
    card_bytes: int = CARD_LARGE
    unlinked_ids: UnlinkedIds = "one_person"
    inferred: InferredIds | None = None
    plan: Planner = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plan", Planner(self.catalog, self.budget))

    def context(self, now: datetime) -> RenderContext:
        """For whom this workspace's cards are rendered."""
        return RenderContext(self.locale, self.currency, self.time_zone, now)

    def request_context(
        self,
        trace: Trace,
        deadline: Deadline,
        bounds: Bounds | None = None,
        asked: AskedFields = None,
    ) -> RequestContext:
        """What one request of this workspace reaches."""
        loaders = Loaders(trace)
        ids = self.inferred
        return RequestContext(
            self.id,
            self.directory,
            self.providers,
            loaders,
            deadline,
            bounds or {},
            unlinked_ids=self.unlinked_ids,
            inferred=None if ids is None else RequestInferredIds(ids, self.id, asked),
        )

    def told(self, reference: str) -> FailureWords:
        """What failed cards of this workspace tell."""

        def team(key: str) -> str | None:
            broken = self.catalog.broken.get(key)
            card = self.catalog.cards.get(key)
            owner = broken.team if broken else card.team if card else None
            return None if owner is None else self.team_contacts.get(owner, owner)

        def unsound(key: str, problem: str) -> None:
            log.error("card_unsound", card=key, problem=problem, reference=reference)

        return FailureWords(
            reference,
            lambda source: self.source_labels.get(source, source),
            operator=self.source_owners.get,
            team=team,
            broken=unsound,
            card_bytes=self.card_bytes,
        )


@dataclass(frozen=True, slots=True)
class CardsResponse:
    """Plain's answer as bytes, and what the request's log line says of it.

    `stale`: a card in it is a copy from before.
    """

    body: bytes
    log: Mapping[str, object]
    stale: bool = False


class Listener(Protocol):
    """Hears one request: it stands between the scope and whom it asks, and is told the answer."""

    def listening(self, request_context: RequestContext) -> RequestContext: ...
    def answered(
        self, request: CardRequest, body: bytes, context: RenderContext, told: FailureWords
    ) -> None: ...


async def answer(
    request: CardRequest,
    workspace: Workspace,
    copies: StaleCards,
    trace: Trace,
    now: datetime,
    listener: Listener | None = None,
) -> CardsResponse:
    """Answer a verified request. `now` is aware; `listener` hears everything, if there is one.

    Raises AllCardsFailed where the workspace wants Plain to retry instead of error cards.
    """
    arrived, state = Deadline(trace.clock(), trace.clock), copies.state(workspace.id)
    planned = workspace.plan(request, arrived)
    last = Deadline(arrived.at + workspace.last_resort, trace.clock)
    executed = await _in_time(planned, request, workspace, trace, last, listener)
    context = workspace.context(now)
    cards = {each.card.key: each.card for each in planned.cards}
    outcomes = render(cards, executed, context)
    if listener is not None:
        told = workspace.told(trace.id)
        body = respond(request, {**outcomes, **planned.settled}, told)
        listener.answered(request, body, context, told)
    if copies.wanted(cards, outcomes):
        await copies.hear(workspace.id)
    outcomes = {
        **copies.improve(request, cards, outcomes, context, workspace.origin, state),
        **planned.settled,
    }
    if workspace.retry_when_all_fail and _all_fail_for_now(outcomes):
        raise AllCardsFailed("Every card failed for now. Ask again in a second.")
    body = respond(request, outcomes, workspace.told(trace.id))
    stale = any(isinstance(each, Shown) and each.as_of for each in outcomes.values())
    return CardsResponse(body, _line(request, outcomes, trace), stale)


async def answer_from_memory(
    request: CardRequest, workspace: Workspace, copies: StaleCards, trace: Trace, now: datetime
) -> CardsResponse | None:
    """Answer without asking anybody: only when there is a copy for every card that exists."""
    cards = [card for key in request.card_keys if (card := workspace.catalog.cards.get(key))]
    # Copies first: mostly there is none, and that must be found out soon when there is no time.
    if not all(copies.has(request, card, workspace.origin) for card in cards):
        return None
    await copies.hear(workspace.id)
    context = workspace.context(now)
    outcomes: dict[str, Outcome] = {}
    for card in cards:
        copy = copies.recall(request, card, context, workspace.origin)
        if copy is None:
            return None
        outcomes[card.key] = copy
    arrived = Deadline(trace.clock(), trace.clock)
    outcomes.update(workspace.plan(request, arrived).settled)
    body = respond(request, outcomes, workspace.told(trace.id))
    return CardsResponse(body, {**_line(request, outcomes, trace), "from_memory": True})


def _all_fail_for_now(outcomes: Mapping[str, Outcome]) -> bool:
    """Whether there is a card, and none that asking again would not help."""
    cards = [each for each in outcomes.values() if not isinstance(each, UnknownCard)]
    return bool(cards) and all(
        isinstance(each, Unavailable) and passes(each.error) for each in cards
    )


async def _in_time(
    planned: RequestPlan,
    request: CardRequest,
    workspace: Workspace,
    trace: Trace,
    last: Deadline,
    listener: Listener | None,
) -> Executed:
    """Execute; at the last resort every card is one that was not ready."""
    request_context = workspace.request_context(
        trace, planned.answer, planned.bounds, planned.asked
    )
    if listener is not None:
        request_context = listener.listening(request_context)
    executed = await execute(
        planned, request, workspace.engine, request_context, workspace.merge, last
    )
    if not last.passed():
        return executed
    log.warning("last_resort", reference=trace.id)
    late = DeadlineExceeded("The card was not ready at the last resort")
    return {each.card.key: late for each in planned.cards}


def _line(
    request: CardRequest, outcomes: Mapping[str, Outcome], trace: Trace
) -> Mapping[str, object]:
    """Keys, outcomes, milliseconds and source calls: what a log may hold of a request.

    A key that is no card of ours is somebody's text, and is counted only.
    """
    known = {
        key: outcome for key, outcome in outcomes.items() if not isinstance(outcome, UnknownCard)
    }
    calls: dict[str, int] = {}
    for batch in trace.batches:
        for exchange in batch.exchanges:
            calls[exchange.source] = calls.get(exchange.source, 0) + 1
    return {
        "workspace": request.workspace_id,
        "cards": {key: _word(outcome) for key, outcome in known.items()},
        "unknown": len(outcomes) - len(known),
        "card_ms": round(trace.now() * 1000, 1),
        "calls": calls,
    }


def _word(outcome: Outcome) -> str:
    if isinstance(outcome, Shown):
        if outcome.as_of is not None:
            return "stale"
        return "partial" if outcome.failures else "shown"
    return "hidden" if isinstance(outcome, Hidden) else "failed"
