"""The plan against the engine itself: random systems, random queries, everything at worst.

Every answer of these systems is as large as it may be and every key is a different one. Their
exchanges end one at a time, so that nothing meets in a batch by luck.
"""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from graphql import Source, parse

from aggregator.cards.calls.declared import declare
from aggregator.cards.calls.plan import CallPlan, plan_calls
from aggregator.cards.calls.walk import asks_of
from aggregator.cards.document import bounds
from aggregator.cards.outline import Outline, outline
from aggregator.cards.source import SharedFragments, as_card, parse_text
from aggregator.domain.customer import Conversation, Person
from aggregator.domain.deadline import Deadline
from aggregator.loaders import Loaders
from aggregator.schema.context import Context, Scope
from aggregator.schema.execute import execute
from aggregator.telemetry.trace import Trace
from tests.support.declared_world import World, WorldDirectory, build_world, draw_query

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_key_is_planned_and_no_exchange_is_beyond_the_plan(seed: int) -> None:
    world, queries, plan = drawn(seed)
    await run(world, queries, together=False)
    certain = len(world.connectors) == 1  # of two, the first answers in place of the second
    for loader, sizes in world.calls.items():
        steps = [step for step in plan.steps if step.name == loader]
        exchanges = sum(step.exchanges for step in steps)
        keys = sum(step.keys for step in steps)
        assert sum(sizes) == keys if certain else sum(sizes) <= keys, loader
        assert len(sizes) <= exchanges, loader
    if certain:
        assert set(world.calls) == {step.name for step in plan.steps if step.level}


@pytest.mark.parametrize("seed", SEEDS)
async def test_where_no_batch_before_was_split_the_plan_is_exact(seed: int) -> None:
    world, queries, plan = drawn(seed)
    if len(world.connectors) > 1:
        return
    await run(world, queries, together=False)
    split = {step.way for step in plan.steps if step.exchanges > 1}
    unsure = {
        step.name
        for step in plan.steps
        if any(step.way[:length] in split for length in range(1, len(step.way)))
    }
    planned = {step.name: 0 for step in plan.steps if step.level and step.name not in unsure}
    for step in plan.steps:
        if step.name in planned:
            planned[step.name] += step.exchanges
    measured = {name: len(sizes) for name, sizes in world.calls.items() if name not in unsure}
    assert measured == planned


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_depth_is_how_often_in_a_row_sources_are_waited_for(seed: int) -> None:
    world, queries, plan = drawn(seed)
    await run(world, queries, together=True)
    if len(world.connectors) == 1:
        assert world.gate.opened == plan.depth
    else:
        assert world.gate.opened <= plan.depth


def drawn(seed: int) -> tuple[World, list[str], CallPlan]:
    rng = random.Random(seed)  # noqa: S311  # the same on every run
    world = build_world(seed)
    queries = [draw_query(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    lookups = declare(world.connectors)
    plan = plan_calls(
        ask for query in queries for ask, _ in asks_of(_outline(query, world), lookups)
    )
    return world, queries, plan


async def run(world: World, queries: Sequence[str], *, together: bool) -> None:
    """Execute the queries as one request's cards are: side by side, with shared loaders."""
    deadline = Deadline.after(60)
    directory = WorldDirectory(world)
    scope = Scope(
        "w", directory, world.providers, Loaders(Trace()), deadline, _bounds(world, queries)
    )
    contexts = [
        Context(scope, scope.asker(f"q{n}", deadline), Person(email="me"), Conversation("t"))
        for n in range(len(queries))
    ]
    work = asyncio.gather(
        *(
            execute(world.schema, parse(query), context, {})
            for query, context in zip(queries, contexts, strict=True)
        )
    )
    await world.gate.run(work, together=together)
    for result in await work:
        assert result.errors is None, result.errors
    for context in contexts:
        context.asker.close()


def _bounds(world: World, queries: Sequence[str]) -> dict[tuple[str, str], int]:
    most: dict[tuple[str, str], int] = {}
    for query in queries:
        for field, items in bounds(_outline(query, world)).items():
            most[field] = max(items, most.get(field, 0))
    return most


def _outline(query: str, world: World) -> Outline:
    card = as_card(parse_text(Path("card.graphql"), Source(query)), "team", SharedFragments())
    return outline(card, world.schema)
