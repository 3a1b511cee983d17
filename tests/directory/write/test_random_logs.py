"""Unmerging is replay: random logs, with a merge that is taken back and without it."""

import itertools
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
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
