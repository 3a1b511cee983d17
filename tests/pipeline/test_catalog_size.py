"""How many cards a catalog has changes nothing for a request: it costs what its own cards cost."""

import sys
from collections import Counter
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from aggregator.catalog import Catalog
from aggregator.domain.deadline import Deadline
from aggregator.pipeline.execute import execute
from aggregator.pipeline.plan import Budget, Planner
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import FailureWords, respond
from aggregator.plans.merge import Merger
from aggregator.render.card import RenderContext
from aggregator.schema.execute import Engine
from tests.support.pipeline import CARDS, catalog, request
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world
from tests.support.world import MemorySource, World

MORE = 200
CONTEXT = RenderContext("en_US", "USD", "UTC", datetime(2026, 11, 22, tzinfo=UTC))
TOLD = FailureWords("REF", lambda source: source)
OTHER = 'query O @card(title: "{0}") {{ customer {{ usage {{ apiCalls @row(label: "{0}") }} }} }}'


async def calls_made(loaded: Catalog, *, planned: bool) -> Counter[str]:
    """Count the functions of ours that the second of two equal requests calls, by name."""
    shop = MemorySource({"usage": {"ext_1": [{"id": "u", "calls": 3}]}})
    world = World([shop])
    engine, merge = Engine(the_world().schema), Merger() if planned else None
    planner = Planner(loaded, Budget(60, 60, 60))
    asked = request(*CARDS)

    async def answered() -> bytes:
        plan = planner(asked, Deadline.after(0, loop_time))
        context = world.request_context(bounds=plan.bounds)
        executed = await execute(plan, asked, engine, context, merge)
        outcomes = render({each.card.key: each.card for each in plan.cards}, executed, CONTEXT)
        return respond(asked, outcomes, TOLD)

    first = await answered()
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and "/aggregator/" in frame.f_code.co_filename:
            counted[frame.f_code.co_qualname] += 1

    sys.setprofile(count)
    try:
        second = await answered()
    finally:
        sys.setprofile(None)
    assert first == second
    return counted


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return catalog(tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    others = {f"other-{number}": OTHER.format(number) for number in range(MORE)}
    return catalog(tmp_path_factory.mktemp("many"), {**CARDS, **others})


@pytest.mark.parametrize("planned", [True, False], ids=["plan", "graphql"])
async def test_a_request_calls_as_many_functions_in_a_catalog_of_hundreds(
    few: Catalog, many: Catalog, planned: bool
) -> None:
    assert len(many.cards) == len(few.cards) + MORE
    among_few = await calls_made(few, planned=planned)
    among_many = await calls_made(many, planned=planned)
    assert among_few.total() > 100
    assert among_many == among_few
