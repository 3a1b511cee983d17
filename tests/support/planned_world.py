"""A world's queries, planned and run: what is planned against what its systems were asked."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import Source, parse

from aggregator.domain.customer import CustomerIds, ThreadIds
from aggregator.domain.deadline import Deadline
from aggregator.language.document import bounds
from aggregator.language.outline import Outline, outline
from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.lint.calls.call_count import CallCount, count_calls
from aggregator.lint.calls.walk import asks_of
from aggregator.loaders import Loaders
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.schema.execute import execute
from aggregator.schema.lookup_plan import LookupPlan
from aggregator.telemetry.trace import Trace
from tests.support.declared_world import World, WorldDirectory, build_world, draw_query


@dataclass(frozen=True, slots=True)
class Drawn:
    """A world, and one request's queries of it with their plan."""

    world: World
    queries: Sequence[str]
    plan: CallCount

    @property
    def certain(self) -> bool:
        """Whether everything planned is asked: of two sources, the first answers for both."""
        return len(self.world.connectors) == 1


@dataclass(frozen=True, slots=True)
class Held:
    """A plan beside what was measured: loader -> exchanges and keys.

    split  loaders behind a batch that was split: their exchanges are planned as a bound
    """

    planned: dict[str, tuple[int, int]]
    measured: dict[str, tuple[int, int]]
    split: frozenset[str]


def draw(seed: int) -> Drawn:
    rng = random.Random(seed)  # noqa: S311  # the same on every run
    world = build_world(seed)
    queries = [draw_query(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    lookups = LookupPlan.of(world.connectors)
    plan = count_calls(
        ask for query in queries for ask, _ in asks_of(_outline(query, world), lookups)
    )
    return Drawn(world, queries, plan)


async def measure(drawn: Drawn) -> Held:
    """Run the queries, their exchanges ending one at a time, and count."""
    await run(drawn.world, drawn.queries, together=False)
    planned: dict[str, tuple[int, int]] = {}
    for step in drawn.plan.steps:
        if step.level:
            exchanges, keys = planned.get(step.name, (0, 0))
            planned[step.name] = (exchanges + step.exchanges, keys + step.keys)
    ways = {step.way for step in drawn.plan.steps if step.exchanges > 1}
    split = frozenset(
        step.name
        for step in drawn.plan.steps
        if any(step.way[:length] in ways for length in range(1, len(step.way)))
    )
    measured = {name: (len(sizes), sum(sizes)) for name, sizes in drawn.world.calls.items()}
    return Held(planned, measured, split)


async def run(world: World, queries: Sequence[str], *, together: bool) -> None:
    """Execute the queries as one request's cards are: side by side, with shared loaders."""
    deadline = Deadline.after(60)
    directory = WorldDirectory(world)
    request_context = RequestContext(
        "w", directory, world.providers, Loaders(Trace()), deadline, _bounds(world, queries)
    )
    contexts = [
        OperationContext(
            request_context,
            request_context.caller(f"q{n}", deadline),
            CustomerIds(email="me"),
            ThreadIds("t"),
        )
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
        context.caller.close()


def _bounds(world: World, queries: Sequence[str]) -> dict[tuple[str, str], int]:
    maximum: dict[tuple[str, str], int] = {}
    for query in queries:
        for field, items in bounds(_outline(query, world)).items():
            maximum[field] = max(items, maximum.get(field, 0))
    return maximum


def _outline(query: str, world: World) -> Outline:
    card = as_card(parse_text(Path("card.graphql"), Source(query)), "team", SharedFragments())
    return outline(card, world.schema)
