"""Third verb, and the only one with I/O: what every planned card reads, found together.

Cards whose operation is compiled (aggregator/plans) are executed as one; the others, and what a
plan missed, by the GraphQL engine, side by side. All share the request's loaders, so their lookups
meet in the same batches; each has a deadline of its own, at which its loads fail and it ends with
what is there.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aggregator.domain.card import Result
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, DeadlineExceeded, InternalError
from aggregator.domain.plain.request import CardRequest, Subject
from aggregator.pipeline.plan import Planned, RequestPlan
from aggregator.plans.merge import Merger
from aggregator.plans.project import Unfinished
from aggregator.plans.selection import CompiledOperation
from aggregator.plans.warm import WarmCards
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.schema.execute import Engine
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)


Executed = Mapping[str, Result | AggregatorError]


async def execute(
    plan: RequestPlan,
    request: CardRequest,
    engine: Engine,
    request_context: RequestContext,
    merge: Merger | None = None,
    last: Deadline | None = None,
) -> Executed:
    """Execute every planned card; without `merge`, all by the engine. Never raises for a card.

    At `plan.answer` what is still running is ended, which is waited for a moment, until `last` at
    the latest.
    """
    if not plan.cards:
        return {}
    run = _Run(plan, request, engine, request_context)
    try:
        return await run.all(merge)
    finally:
        run.end()
        await request_context.loaders.close(last)


class _Run:
    """One request's execution."""

    def __init__(
        self,
        plan: RequestPlan,
        request: CardRequest,
        engine: Engine,
        request_context: RequestContext,
    ) -> None:
        self._plan = plan
        self._request = request
        self._engine = engine
        self._request_context = request_context
        self._running: list[asyncio.Future[Any]] = []
        self._warm: list[WarmCards] = []
        self._left = False
        self._woken: asyncio.Future[None] | None = None
        request_context.loaders.alarm.at(plan.answer, self._leave)

    async def all(self, merge: Merger | None) -> Executed:
        planned = self._plan.cards
        compiled: list[Planned] = []
        others: list[Planned] = []
        for each in planned:
            of = compiled if merge is not None and _is_compiled(each) else others
            of.append(each)
        fetched = [self._fetch(group, merge) for group in _by_deadline(compiled) if merge]
        by_engine = self._start(others)
        await self._wait()
        results: dict[str, Result | AggregatorError] = {}
        missed: list[Planned] = []
        for group, warm, ended in fetched:
            for each in group:
                found = self._result(each, warm, ended)
                if found is None:
                    missed.append(each)
                else:
                    results[each.card.key] = found
        again = self._start(missed)
        await self._wait()
        if len(fetched) == 1 and not (by_engine or again):
            return results
        results |= {key: _outcome(key, task) for key, task in by_engine.items()}
        results |= {key: _missed(_outcome(key, task)) for key, task in again.items()}
        return {each.card.key: results[each.card.key] for each in planned}

    def end(self) -> None:
        for each in self._running:
            each.cancel()
        for warm in self._warm:
            warm.close()

    def _fetch(
        self, group: Sequence[Planned], merge: Merger
    ) -> "tuple[Sequence[Planned], WarmCards, asyncio.Future[None]]":
        request = self._request
        cards = {
            each.card.key: each.card.plan
            for each in group
            if isinstance(each.card.plan, CompiledOperation)
        }
        warm = WarmCards(
            cards,
            Subject(request.customer, request.thread, request.tenant),
            group[0].deadline,
            self._request_context,
            merge,
        )
        self._warm.append(warm)
        ended = warm.start()
        self._running.append(ended)
        return group, warm, ended

    def _result(
        self, planned: Planned, warm: WarmCards, ended: "asyncio.Future[None]"
    ) -> Result | AggregatorError | None:
        """A planned card's result; None when the plan failed, which is a bug of ours."""
        key = planned.card.key
        try:
            if ended.done():
                ended.result()
            return warm.result(key)
        except Unfinished:
            return _late(key)
        except Exception:
            log.exception("plan_failed", card=key)
            return None

    def _start(self, cards: Iterable[Planned]) -> "dict[str, asyncio.Task[Result]]":
        started = {each.card.key: asyncio.create_task(self._one(each)) for each in cards}
        self._running += started.values()
        return started

    async def _wait(self) -> None:
        """Wait until all that runs has ended, or the answer leaves.

        As `asyncio.wait`, but that the request's alarm is its timer.
        """
        running = [each for each in self._running if not each.done()]
        if not running or self._left:
            return
        woken = self._woken = asyncio.get_running_loop().create_future()
        open_ = len(running)

        def ended(_: "asyncio.Future[Any]") -> None:
            nonlocal open_
            open_ -= 1
            if not open_ and not woken.done():
                woken.set_result(None)

        for each in running:
            each.add_done_callback(ended)
        await woken

    def _leave(self) -> None:
        self._left = True
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    async def _one(self, planned: Planned) -> Result:
        card, request = planned.card, self._request
        caller = self._request_context.caller(card.key, planned.deadline)
        context = OperationContext(
            self._request_context, caller, request.customer, request.thread, request.tenant
        )
        given = self._plan.variables
        variables = {name: given.get(name) for name in card.variables}
        try:
            return await self._engine.card(card.document, context, variables, card.operation)
        finally:
            caller.close()


def _by_deadline(cards: Iterable[Planned]) -> list[list[Planned]]:
    groups: dict[float, list[Planned]] = {}
    for each in cards:
        groups.setdefault(each.deadline.at, []).append(each)
    return list(groups.values())


def _outcome(key: str, task: "asyncio.Task[Result]") -> Result | AggregatorError:
    if not task.done() or task.cancelled():
        return _late(key)
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, AggregatorError):
        return error
    log.error("card_failed", card=key, exc_info=error)
    return InternalError("The card's operation failed", card=key)


def _is_compiled(planned: Planned) -> bool:
    return isinstance(planned.card.plan, CompiledOperation)


def _missed(outcome: Result | AggregatorError) -> Result | AggregatorError:
    return replace(outcome, by="miss") if isinstance(outcome, Result) else outcome


def _late(key: str) -> DeadlineExceeded:
    return DeadlineExceeded("The card was not ready when the answer left", card=key)
