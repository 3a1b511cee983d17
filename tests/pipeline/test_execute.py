"""All cards of a request side by side: one batch for all, and one card's trouble is its own."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvloop

from aggregator.domain.card import Failed, Result
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import DeadlineExceeded, InternalError, SourceTimeout
from aggregator.pipeline.execute import Executed, execute
from aggregator.pipeline.plan import Budget, plan
from aggregator.plans.merge import Merger
from aggregator.schema.execute import Engine
from tests.support.pipeline import CARDS, catalog, request
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world
from tests.support.world import MemorySource, Records, World

PATIENT = Budget(soft=60, raised_max=60, answer=60)
RECORDS: Records = {
    "subscription": {"c1": [{"id": "s", "status": "active"}]},
    "usage": {"ext_1": [{"id": "u", "calls": 3}]},
    "invoices": {"c1": [{"id": f"i{n}", "number": f"{n}", "status": "paid"} for n in range(9)]},
}
SAME = (
    'query {0} @card(title: "T"{1}) {{ customer {{ subscription {{ status @row(label: "S") }} }} }}'
)
Loop = Callable[[], asyncio.AbstractEventLoop]
both_loops = pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


class Run:
    """A world, the cards of a folder, and what came of executing some of them."""

    def __init__(
        self, folder: Path, cards: dict[str, str] | None = None, budget: Budget = PATIENT
    ) -> None:
        self.shop = MemorySource(RECORDS)
        self.world = World([self.shop])
        self.catalog = catalog(folder, cards or CARDS)
        self.budget = budget
        self.engine = Engine(the_world().schema)
        self.merge: Merger | None = Merger()

    async def __call__(self, *keys: str, **more: Any) -> Executed:
        asked = request(*keys, **more)
        planned = plan(asked, self.catalog, self.budget, Deadline.after(0, loop_time))
        request_context = self.world.request_context(bounds=planned.bounds)
        return await execute(planned, asked, self.engine, request_context, self.merge)


def run(loop: Loop, main: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(main)


def timers_held(under: float) -> list[Callable[[], None]]:
    """Let no timer of less than `under` seconds go off by itself: give what they would call."""
    loop: Any = asyncio.get_running_loop()
    later, at = loop.call_later, loop.call_at
    held: list[Callable[[], None]] = []

    def hold_later(delay: float, callback: Callable[..., None], *args: Any, **more: Any) -> Any:
        if delay >= under:
            return later(delay, callback, *args, **more)
        held.append(partial(callback, *args))
        return later(3600, callback, *args, **more)

    def hold_at(when: float, callback: Callable[..., None], *args: Any, **more: Any) -> Any:
        if when - loop.time() >= under:
            return at(when, callback, *args, **more)
        return hold_later(0, callback, *args, **more)

    loop.call_later, loop.call_at = hold_later, hold_at
    return held


def data(outcome: object) -> Any:
    assert isinstance(outcome, Result)
    return outcome.data


@both_loops
def test_every_card_is_executed_and_each_lookup_is_asked_once_for_all(
    tmp_path: Path, loop: Loop
) -> None:
    async def main() -> tuple[Run, Executed]:
        execution = Run(tmp_path)
        return execution, await execution(*CARDS)

    execution, executed = run(loop, main())
    assert data(executed["status"]) == {"customer": {"subscription": {"status": "ACTIVE"}}}
    assert data(executed["calls"]) == {"customer": {"usage": {"apiCalls": 3}}}
    assert len(data(executed["slow"])["customer"]["invoices"]) == 7
    assert len(data(executed["few"])["customer"]["invoices"]) == 2
    assert sorted(execution.shop.calls) == [
        ("invoices", ("c1",), 7),
        ("subscription", ("c1",), 1),
        ("usage", ("ext_1",), 1),
    ]
    assert len(execution.world.directory.asked) == 1
    first = execution.world.trace.batches[0]
    assert (first.loader, first.callers) == ("directory.customers", tuple(sorted(CARDS)))


@both_loops
def test_a_card_that_is_out_of_time_leaves_the_other_the_value_of_the_same_key(
    tmp_path: Path, loop: Loop
) -> None:
    cards = {"hasty": SAME.format("H", ""), "patient": SAME.format("P", ', timeout: "9s"')}

    async def main() -> tuple[Run, Executed]:
        soon = timers_held(under=1)
        execution = Run(tmp_path, cards, Budget(0.05, 60, 60))
        execution.shop.gate.clear()
        waiting = asyncio.ensure_future(execution("hasty", "patient"))
        await execution.shop.asked.wait()
        # Asked before the hasty card's deadline, answered after it, however busy the machine.
        [hasty_is_out_of_time] = soon
        hasty_is_out_of_time()
        execution.shop.gate.set()
        return execution, await waiting

    execution, executed = run(loop, main())
    hasty = data(executed["hasty"])["customer"]["subscription"]
    assert isinstance(hasty, Failed)
    assert isinstance(hasty.error, SourceTimeout)
    assert data(executed["patient"]) == {"customer": {"subscription": {"status": "ACTIVE"}}}
    assert execution.shop.calls == [("subscription", ("c1",), 1)]


async def test_when_the_answer_leaves_what_is_not_ready_says_so_and_is_ended(
    tmp_path: Path,
) -> None:
    execution = Run(tmp_path, budget=Budget(60, 60, 0.05))
    execution.shop.gate.clear()
    executed = await execution("status", "calls")
    assert [type(outcome) for outcome in executed.values()] == [DeadlineExceeded] * 2
    assert [batch.ended is not None for batch in execution.world.trace.batches] == [True] * 3
    assert len(asyncio.all_tasks()) == 1, "nothing of the request is left running"


async def test_a_bug_in_one_card_costs_that_card_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = Run(tmp_path)
    execution.merge = None
    well = execution.engine.card

    async def card(document: Any, context: Any, *rest: Any) -> Result:
        if context.caller.names == ("calls",):
            raise KeyError("alex@grocery.co")
        return await well(document, context, *rest)

    monkeypatch.setattr(execution.engine, "card", card)
    executed = await execution("status", "calls")
    assert isinstance(executed["calls"], InternalError)
    assert "alex" not in executed["calls"].message
    assert data(executed["status"])["customer"]["subscription"]


async def test_a_card_takes_the_variables_that_it_names_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = Run(tmp_path)
    execution.merge = None
    named = replace(execution.catalog.cards["status"], variables=("customerEmail", "threadId"))
    execution.catalog = replace(execution.catalog, cards={"status": named})
    given: list[Any] = []
    well = execution.engine.card

    async def card(document: Any, context: Any, variables: Any, operation: Any) -> Result:
        given.append(variables)
        return await well(document, context, variables, operation)

    monkeypatch.setattr(execution.engine, "card", card)
    await execution("status")
    assert given == [{"customerEmail": "c1@x.example", "threadId": None}]


async def test_no_card_asks_nobody(tmp_path: Path) -> None:
    execution = Run(tmp_path)
    assert await execution("nowhere") == {}
    assert execution.world.directory.asked == []
