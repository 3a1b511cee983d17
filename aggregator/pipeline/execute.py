"""Third verb, and the only one with I/O: every planned card's operation, side by side.

All cards share the request's loaders, so their lookups meet in the same batches; each has a
deadline of its own, at which its loads fail and it ends with what is there.
"""

import asyncio
from collections.abc import Mapping

from aggregator.domain.card import Result
from aggregator.domain.errors import AggregatorError, DeadlineExceeded, InternalError
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.plan import Planned, RequestPlan
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.schema.execute import Engine
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

Executed = Mapping[str, Result | AggregatorError]


async def execute(
    plan: RequestPlan, request: CardRequest, engine: Engine, request_context: RequestContext
) -> Executed:
    """A result for each planned card, or the error that left it none. Never raises for a card.

    Returns at `plan.answer` at the latest; what is still running then is ended.
    """
    if not plan.cards:
        return {}
    tasks = {
        planned.card.key: asyncio.create_task(_one(planned, plan, request, engine, request_context))
        for planned in plan.cards
    }
    try:
        await asyncio.wait(tasks.values(), timeout=plan.answer.remaining())
        return {key: _outcome(key, task) for key, task in tasks.items()}
    finally:
        for task in tasks.values():
            task.cancel()
        await request_context.loaders.close()


async def _one(
    planned: Planned,
    plan: RequestPlan,
    request: CardRequest,
    engine: Engine,
    request_context: RequestContext,
) -> Result:
    card = planned.card
    caller = request_context.caller(card.key, planned.deadline)
    context = OperationContext(
        request_context, caller, request.customer, request.thread, request.tenant
    )
    variables = {name: plan.variables.get(name) for name in card.variables}
    try:
        return await engine.card(card.document, context, variables, card.operation)
    finally:
        caller.close()


def _outcome(key: str, task: "asyncio.Task[Result]") -> Result | AggregatorError:
    if not task.done() or task.cancelled():
        return DeadlineExceeded("The card was not ready when the answer left", card=key)
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, AggregatorError):
        return error
    log.error("card_failed", card=key, exc_info=error)
    return InternalError("The card's operation failed", card=key)
