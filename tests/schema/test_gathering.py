"""What several sources have of one list: of one that fails, the others' items are there."""

import asyncio
from typing import Any

import pytest
from graphql import parse

from aggregator.domain.card import Failed, Result
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    AmbiguousCustomer,
    ItemUnreadable,
    SourceMalformed,
    SourceTimeout,
)
from aggregator.domain.plain.request import Subject
from aggregator.plans.compile import compile_operation
from aggregator.plans.merge import Merger
from aggregator.plans.selection import CompiledOperation
from aggregator.plans.warm import WarmCards
from aggregator.schema.gathering import firsts, merged
from tests.support.the_world import the_world
from tests.support.world import MemoryDirectory, MemorySource, World, customer, customer_ids

QUERY = "{ customer { invoices(first: 2) { number source } } }"
LATE = SourceTimeout("second", "second did not answer")


def invoice(number: str, day: int, key: str = "c1") -> dict[str, Any]:
    issued = f"2026-11-{day:02}T00:00:00Z"
    return {"id": number, "key": key, "number": number, "status": "paid", "issued": issued}


def world(first: Any, second: Any, **keys: Any) -> World:
    """Two shops, and what each has of the customer: items, or a failure."""
    held = {"shop.customer": "c1", "second.customer": "d1", **keys}
    return World(
        [
            MemorySource({"invoices": {"c1": first}}),
            MemorySource({"invoices": {"d1": second}}, "second"),
        ],
        MemoryDirectory([customer(keys=held)]),
    )


async def by_plan(asked: World, query: str = QUERY) -> Result:
    compiled = compile_operation(parse(query), None, the_world().schema)
    assert isinstance(compiled, CompiledOperation)
    context = asked.request_context()
    subject = Subject(customer_ids(), None, None)
    warm = WarmCards({"card": compiled}, subject, Deadline.after(60), context, Merger())
    await warm.start()
    result = warm.result("card")
    warm.close()
    await context.loaders.close()
    return result


async def found(asked: World) -> Any:
    """The list, as the plan and the engine both have it."""
    planned = (await by_plan(asked)).data["customer"]["invoices"]
    executed = (await asked.card(QUERY)).data["customer"]["invoices"]
    assert str(planned) == str(executed)  # each error is an object of its own
    return planned


async def test_the_others_items_are_there_and_the_failure_behind_them() -> None:
    items = [invoice("A", 20), invoice("B", 10), invoice("C", 5)]
    assert await found(world(items, LATE)) == [
        {"number": "A", "source": "shop"},
        {"number": "B", "source": "shop"},
        Failed(LATE),
    ]
    refused = SourceMalformed("shop", "shop answered with no list")
    assert await found(world(refused, [invoice("D", 1, "d1")])) == [
        {"number": "D", "source": "second"},
        Failed(refused),
    ]


async def test_graphql_tells_which_source_and_where() -> None:
    answer = (await world([invoice("A", 20)], LATE).ask(QUERY)).payload
    assert answer["data"]["customer"]["invoices"] == [{"number": "A", "source": "shop"}, None]
    (error,) = answer["errors"]
    assert error["path"] == ["customer", "invoices", 1]
    assert error["extensions"]["code"] == "SOURCE_TIMEOUT"
    assert error["extensions"]["source"] == "second"


@pytest.mark.parametrize("others", [[], SourceTimeout("shop", "shop did not answer"), ["odd"]])
async def test_where_no_item_is_left_the_list_has_failed_and_is_not_empty(others: Any) -> None:
    assert isinstance(await found(world(others, LATE)), Failed)


async def test_a_failure_that_is_not_a_sources_own_costs_the_list() -> None:
    """Whose items the others are is what such a failure puts in doubt."""
    unsure = AmbiguousCustomer("Two people have it")
    asked = world([invoice("A", 20)], [], **{"second.customer": unsure})
    assert await found(asked) == Failed(unsure)


async def test_an_unreadable_item_of_several_sources_is_told_whatever_it_stands_behind() -> None:
    full = [invoice("A", 20), invoice("B", 10)]
    *items, odd = await found(world(full, ["odd"]))
    assert [each["number"] for each in items] == ["A", "B"]
    assert isinstance(odd.error, ItemUnreadable)


async def test_of_the_lists_of_several_keys_one_may_fail() -> None:
    asked = world([invoice("A", 20)], [], **{"shop.customer": ("c1", "c2")})
    assert isinstance(asked.sources[0].kept, dict)
    asked.sources[0].kept["invoices"] = {"c1": [invoice("A", 20)], "c2": LATE}
    # One source answers all keys of a call, or none: it is the whole source that failed.
    assert await found(asked) == Failed(LATE)


async def test_one_part_alone_is_cut_and_fails_as_merged_ones_do() -> None:
    loop = asyncio.get_running_loop()
    for value, items in (((1, 2, 3), [1, 2]), (None, []), ((), [])):
        part: asyncio.Future[Any] = loop.create_future()
        whole = firsts(part, 2)
        part.set_result(value)
        assert await whole == items == await merged([part], 2, None)
    failed: asyncio.Future[Any] = loop.create_future()
    whole = firsts(failed, 2)
    failed.set_exception(SourceTimeout("crm", "late"))
    for each in (whole, merged([failed], 2, None)):
        with pytest.raises(SourceTimeout):
            await each


async def test_one_part_alone_is_left_when_nobody_waits_for_it_any_more() -> None:
    part: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    whole = firsts(part, 2)
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    await asyncio.sleep(0)
    assert part.cancelled()
