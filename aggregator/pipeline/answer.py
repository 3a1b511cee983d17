"""The five verbs in order, and nothing else: one request of Plain's, answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from aggregator.cards.card import RenderContext
from aggregator.cards.catalog import Catalog
from aggregator.directory.directory import Directory
from aggregator.domain.card import Hidden, Outcome, Shown, Unknown
from aggregator.domain.deadline import Deadline
from aggregator.domain.plain.request import CardRequest
from aggregator.loaders import Loaders
from aggregator.pipeline.execute import Executed, execute
from aggregator.pipeline.plan import Budget, Plan, plan
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import Told, respond
from aggregator.pipeline.verify import Trust, verify
from aggregator.schema.context import Providers, Scope
from aggregator.schema.execute import Engine
from aggregator.telemetry.trace import Trace

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything loaded that one workspace's requests are answered from. Immutable."""

    id: str
    trust: Trust
    catalog: Catalog
    engine: Engine
    providers: Providers
    directory: Directory
    budget: Budget
    last_resort: float
    locale: str
    currency: str
    time_zone: str
    source_words: Mapping[str, str]
    team_contacts: Mapping[str, str]

    def scope(self, trace: Trace, no_new_work: Deadline) -> Scope:
        """What one request of this workspace reaches."""
        loaders = Loaders(trace)
        return Scope(self.id, self.directory, self.providers, loaders, no_new_work)

    def told(self, reference: str) -> Told:
        """What failed cards of this workspace tell."""

        def team(key: str) -> str | None:
            broken = self.catalog.broken.get(key)
            card = self.catalog.cards.get(key)
            owner = broken.team if broken else card.team if card else None
            return None if owner is None else self.team_contacts.get(owner, owner)

        def unsound(key: str, problem: str) -> None:
            log.error("card_unsound", card=key, problem=problem, reference=reference)

        return Told(
            reference,
            lambda source: self.source_words.get(source, source),
            team=team,
            broken=unsound,
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """Plain's answer as bytes, and what the request's log line says of it."""

    body: bytes
    log: Mapping[str, object]


async def answer(
    headers: Mapping[str, str], raw: bytes, workspace: Workspace, trace: Trace, now: datetime
) -> Answered:
    """Answer one request. Raises RequestError when it is not to be answered at all.

    `headers` have lower-case names; `now` is aware.
    """
    arrived = Deadline(time.monotonic())
    request = verify(headers, raw, workspace.trust, now.timestamp())
    planned = plan(request, workspace.catalog, workspace.budget, arrived)
    executed = await _in_time(planned, request, workspace, trace)
    context = RenderContext(workspace.locale, workspace.currency, workspace.time_zone, now)
    cards = {each.card.key: each.card for each in planned.cards}
    outcomes = {**planned.settled, **render(cards, executed, context)}
    body = respond(request, outcomes, workspace.told(trace.id))
    return Answered(body, _line(request, outcomes, trace))


async def _in_time(
    planned: Plan, request: CardRequest, workspace: Workspace, trace: Trace
) -> Executed:
    """Execute; nothing at all at the last resort, so that every card reads as not ready."""
    scope = workspace.scope(trace, planned.no_new_work)
    scope.bounds = planned.bounds
    try:
        async with asyncio.timeout(workspace.last_resort):
            return await execute(planned, request, workspace.engine, scope)
    except TimeoutError:
        log.warning("last_resort", reference=trace.id)
        return {}


def _line(
    request: CardRequest, outcomes: Mapping[str, Outcome], trace: Trace
) -> Mapping[str, object]:
    """Keys, outcomes, milliseconds and source calls: what a log may hold of a request.

    A key that is no card of ours is somebody's text, and is counted only.
    """
    known = {key: outcome for key, outcome in outcomes.items() if not isinstance(outcome, Unknown)}
    calls = Counter(exchange.source for exchange in trace.exchanges())
    return {
        "workspace": request.workspace_id,
        "cards": {key: _word(outcome) for key, outcome in known.items()},
        "unknown": len(outcomes) - len(known),
        "card_ms": round(trace.now() * 1000, 1),
        "calls": dict(calls),
    }


def _word(outcome: Outcome) -> str:
    if isinstance(outcome, Shown):
        return "partial" if outcome.failures else "shown"
    return "hidden" if isinstance(outcome, Hidden) else "failed"
