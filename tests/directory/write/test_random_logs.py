"""Unmerging is replay: random logs, with a merge that is taken back and without it."""

import itertools
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from tests.support.directory_logs import LOGS, Op, Played, replayed
from tests.support.memory_store import MemoryStore

workspaces = itertools.count()


@pytest.fixture
async def memory() -> AsyncIterator[MemoryStore]:
    store = MemoryStore()
    await store.create()
    yield store
    await store.close()


@pytest.mark.real_time
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(log=LOGS, at=st.integers(0, 15), other=st.booleans())
async def test_unmerging_equals_the_log_without_the_merge(
    memory: MemoryStore, log: list[Op], at: int, other: bool
) -> None:
    directory = Directory(memory)
    number = next(workspaces)
    first, second = (Played(directory, memory, f"w{number}{side}") for side in "ab")
    await replayed(first, second, log, at, other=other)


TOOK_PLAIN_ID_OF_THE_FIRST = [
    ("import", 1, CustomerUpsert(keys={"billing.customer": "c2"})),
    ("merge", 1, 2),
    ("link", 2, CustomerUpsert(plain_id="p1")),  # by the id of all three, and the first one's
    ("unmerge", 1),
]


@pytest.mark.real_time
async def test_an_edit_that_named_a_third_who_was_told_apart_before_is_a_choice(
    memory: MemoryStore,
) -> None:
    directory = Directory(memory)
    first, second = (Played(directory, memory, f"third{side}") for side in "ab")
    log: list[Op] = list(TOOK_PLAIN_ID_OF_THE_FIRST)
    # Of the second and third the merge is taken back first, then that of the first and second.
    assert await replayed(first, second, log, 1)
