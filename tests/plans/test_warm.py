"""The cards of one deadline, when what they read comes at odd moments or not at all."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from graphql import parse

from aggregator.domain.customer import CustomerIds, CustomerMatch, ThreadIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.plain.request import Subject
from aggregator.plans.compile import compile_operation
from aggregator.plans.fetch import Fetch
from aggregator.plans.merge import Merger
from aggregator.plans.project import Unfinished
from aggregator.plans.selection import CompiledOperation
from aggregator.plans.warm import WarmCards
from tests.support.the_world import the_world
from tests.support.world import MemoryDirectory, MemorySource, World, customer

OPERATIONS = {
    "thread": "{ thread { ticket { id } } }",
    "customer": "{ customer { subscription { id plan { name } } } }",
}
RECORDS = {
    "tickets": {"t1": [{"id": "t1", "key": "t1"}]},
    "subscription": {"c1": [{"id": "s1", "key": "c1", "plan": "p1"}]},
    "plan": {"p1": [{"id": "p1", "key": "p1", "name": "Pro"}]},
}


class SlowDirectory(MemoryDirectory):
    """Says who people are only when it is let to."""

    def __init__(self) -> None:
        super().__init__([customer()])
        self.gate = asyncio.Event()

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        await self.gate.wait()
        return await super().resolve(workspace_id, people)


def cards() -> dict[str, CompiledOperation]:
    made = {}
    for key, text in OPERATIONS.items():
        operation = compile_operation(parse(text), None, the_world().schema)
        assert isinstance(operation, CompiledOperation)
        made[key] = operation
    return made


def warm(world: World) -> WarmCards:
    subject = Subject(CustomerIds(email="c1@x.example"), ThreadIds("th", "t1"), None)
    return WarmCards(cards(), subject, Deadline.after(60), world.request_context(), Merger())


async def test_what_is_found_before_the_customer_is_does_not_end_the_wait() -> None:
    directory, shop = SlowDirectory(), MemorySource(RECORDS)
    waiting = warm(World([shop], directory))
    fetched = waiting.start()
    await asyncio.sleep(1)  # the clock moves only when nothing else can happen: the ticket is there
    assert waiting.result("thread").data == {"thread": {"ticket": {"id": "t1"}}}
    with pytest.raises(Unfinished):
        waiting.result("customer")
    directory.gate.set()
    await fetched
    found = {"customer": {"subscription": {"id": "s1", "plan": {"name": "Pro"}}}}
    assert waiting.result("customer").data == found
    waiting.close()


async def test_a_bug_in_taking_an_answer_fails_the_plan_and_leaves_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def bug(*_: object, **__: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(Fetch, "_settle", bug)
    waiting = warm(World([MemorySource(RECORDS)], MemoryDirectory([customer()])))
    with pytest.raises(KeyError):
        await waiting.start()
    waiting.close()
