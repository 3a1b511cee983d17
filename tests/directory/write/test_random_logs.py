"""Unmerging is replay: random logs, with a merge that is taken back and without it."""

import itertools
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from tests.support.directory_logs import LOGS, STARTS, Op, Played, check, replayed
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


UNDONE_WHILE_MERGED: list[Op] = [
    ("import", 1, CustomerUpsert(name="Cy", keys={"billing.customer": "c2"})),
    ("merge", 0, 2),
    ("undo", 1),
    ("link", 2, CustomerUpsert(name="Di")),  # by the id of whom the import had brought
]


@pytest.mark.real_time
async def test_an_edit_by_the_id_of_somebody_whose_import_was_undone_is_not_lost(
    memory: MemoryStore,
) -> None:
    played = Played(Directory(memory), memory, "undone")
    for number, op in enumerate([*STARTS, *UNDONE_WHILE_MERGED]):
        await played.play(number, op)
    await played.take_back(3)
    await check(played)
    merged_into, said = (await played.state())[2]
    assert (merged_into, [each[3] for each in said]) == (2, ["mark5;", "Di"])


TOOK_PLAIN_ID_OF_THE_FIRST: list[Op] = [
    ("import", 1, CustomerUpsert(keys={"billing.customer": "c2"})),
    ("merge", 1, 2),
    ("link", 2, CustomerUpsert(plain_id="p1")),  # by the id of all three, and the first one's
    ("unmerge", 1),
]
# Of the first into the second, and of the third into the first: their ids name all three.
THREE_BY_THEIR_IDS: list[Op] = [
    ("upsert", "crm", CustomerUpsert(plain_id="p2")),
    ("merge", 2, 3),
    ("link", 0, CustomerUpsert("x2", "p2", "e2@x.co", "Bob", keys={"billing.customer": "c2"})),
]
THREE_BY_A_SHARED_MAILBOX: list[Op] = [
    ("upsert", "crm", CustomerUpsert(plain_id="p2")),
    ("merge", 2, 3),
    ("link", 0, CustomerUpsert(email="e2@x.co", name="Bob")),
]


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("log", "at"),
    [
        # The merge of the second and third is taken back first, then that of the first and second.
        (TOOK_PLAIN_ID_OF_THE_FIRST, 1),
        (THREE_BY_THEIR_IDS, 8),
        (THREE_BY_A_SHARED_MAILBOX, 0),
    ],
)
async def test_an_edit_that_named_three_is_a_choice_whoever_of_them_is_told_apart(
    memory: MemoryStore, log: list[Op], at: int
) -> None:
    directory = Directory(memory)
    first, second = (Played(directory, memory, f"third{side}") for side in "ab")
    assert await replayed(first, second, log, at)
