"""Whatever an operation asks and a source answers: a plan's data is the GraphQL engine's."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import parse, validate

from aggregator.domain.card import Failed, Result
from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds, UnlinkedIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import DirectoryUnavailable
from aggregator.domain.plain.request import Subject
from aggregator.plans.compile import compile_operation
from aggregator.plans.merge import Merger
from aggregator.plans.selection import CompiledOperation
from aggregator.plans.warm import WarmCards
from aggregator.schema.execute import Engine
from tests.support.random_operations import RandomOperation, random_records
from tests.support.the_world import the_world
from tests.support.world import MemoryDirectory, MemorySource, World, customer

CHUNK = 50
OPERATIONS = 500


@dataclass
class Came:
    """What both came to, in words that can be compared, and what was asked of the source."""

    plan: Any
    engine: Any
    asked_by_plan: Any
    asked_by_engine: Any
    operation: RandomOperation
    failed: int


def in_words(value: Any) -> Any:
    """Give data with each error as its kind and message."""
    if isinstance(value, Failed):
        return ("failed", type(value.error).__name__, value.error.message)
    if isinstance(value, dict):
        return {name: in_words(inner) for name, inner in value.items()}
    return [in_words(each) for each in value] if isinstance(value, list) else value


def told(result: Result) -> Any:
    return in_words(dict(result.data)), result.known, result.matched_by


async def both(seed: int) -> Came:
    rng = random.Random(seed)  # noqa: S311 -- the same on every run
    schema = the_world().schema
    operation = RandomOperation(rng, schema)
    document = parse(operation.write())
    assert not validate(schema, document)
    compiled = compile_operation(document, None, schema)
    assert isinstance(compiled, CompiledOperation), compiled
    records = random_records(rng, rng.choice((0.0, 0.1, 0.4)))
    subject = Subject(
        rng.choice((None, CustomerIds(email="c1@x.example"), CustomerIds(email="c1@x.example"),
                    CustomerIds(email="c1@x.example", external_id="other"),
                    CustomerIds(external_id="ext_9"))),
        rng.choice((None, ThreadIds("th", "t1"))),
        rng.choice((None, TenantIds(plain_id="te", account_id="acc_1"))),
    )  # fmt: skip
    match = customer(external_id=rng.choice((None, "ext_1")))
    unlinked: UnlinkedIds = rng.choice(("one_person", "together"))
    down = rng.random() < 0.1

    def world() -> World:
        directory = MemoryDirectory([match])
        directory.failure = DirectoryUnavailable("down") if down else None
        return World([MemorySource(records)], directory, unlinked_ids=unlinked)

    by_plan, by_engine = world(), world()
    request_context = by_plan.request_context()
    warm = WarmCards({"card": compiled}, subject, Deadline.after(60), request_context, Merger())
    await warm.start()
    planned = warm.result("card")
    warm.close()
    await request_context.loaders.close()
    context = by_engine.context(
        by_engine.request_context(),
        customer_ids=subject.customer,
        thread=subject.thread,
        tenant=subject.tenant,
    )
    executed = await Engine(schema).card(document, context, {}, None)
    context.caller.close()
    return Came(
        told(planned),
        told(executed),
        asked(by_plan),
        asked(by_engine),
        operation,
        failed=str(told(executed)).count("'failed'"),
    )


def asked(world: World) -> Any:
    """What was asked of the source, whatever the order."""
    return sorted(world.sources[0].calls)


@pytest.mark.parametrize("chunk", range(OPERATIONS // CHUNK))
async def test_a_plans_data_is_the_engines_and_so_is_what_is_asked(chunk: int) -> None:
    shares: Counter[str] = Counter()
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        came = await both(seed)
        assert came.plan == came.engine, seed
        assert came.asked_by_plan == came.asked_by_engine, seed
        shares["failed"] += came.failed > 0
        shares["deep"] += came.operation.depth >= 3
        shares.update(came.operation.uses)
    # Else it would say little: what is compared must be rich.
    assert shares["failed"] >= CHUNK * 0.3, shares
    assert shares["deep"] >= CHUNK * 0.3, shares
    assert shares["fragment"] >= CHUNK * 0.1, shares
