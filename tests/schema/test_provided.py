"""Fields that connectors provide: what they take, and what they refuse."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.domain.lookup import FIRST_MAX, Nested
from tests.support.world import INVOICES, SHOP, SUBSCRIPTION, MemorySource, World


def shop() -> MemorySource:
    invoices = [{"id": f"i{n}", "number": f"{n}", "status": "paid"} for n in range(20)]
    return MemorySource({"invoices": {"c1": invoices}})


async def test_a_list_has_ten_items_unless_said_otherwise() -> None:
    data = await World([shop()]).data(
        "{ customer { some: invoices { number } few: invoices(first: 2) { number } } }"
    )
    assert (len(data["customer"]["some"]), len(data["customer"]["few"])) == (10, 2)


async def test_a_list_of_none_is_an_empty_list() -> None:
    data = await World([shop()]).data("{ customer { invoices(first: 0) { number } } }")
    assert data["customer"]["invoices"] == []


@pytest.mark.parametrize("first", [-1, FIRST_MAX + 1])
async def test_a_list_has_a_size_within_bounds(first: int) -> None:
    source = shop()
    answer = await World([source]).ask(f"{{ customer {{ invoices(first: {first}) {{ id }} }} }}")
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert str(FIRST_MAX) in error["message"]
    assert source.calls == []


PLANS = "{ customer { subscription { id plan { id name source } } } }"
HELD = replace(
    SUBSCRIPTION,
    fields={**SUBSCRIPTION.fields, "plan": Nested("product", {"id": "id", "name": "name"})},
)


def holding(*subscriptions: dict[str, Any]) -> MemorySource:
    return MemorySource(
        {"subscription": {"c1": list(subscriptions)}},
        connector=replace(SHOP, lookups=(HELD, INVOICES)),
    )


async def test_what_a_record_holds_whole_is_asked_of_nobody() -> None:
    source = holding({"id": "s1", "plan": "p1", "product": {"id": "p1", "name": "Growth"}})
    data = await World([source]).data(PLANS)
    plan = {"id": "p1", "name": "Growth", "source": source.name}
    assert data["customer"]["subscription"]["plan"] == plan
    assert len(source.calls) == 1


async def test_a_record_that_holds_nothing_there_has_none_and_nobody_is_asked() -> None:
    source = holding({"id": "s1", "plan": "p1", "product": None})
    data = await World([source]).data(PLANS)
    assert data["customer"]["subscription"] == {"id": "s1", "plan": None}
    assert len(source.calls) == 1


async def test_what_is_held_and_cannot_be_read_costs_its_own_field() -> None:
    source = holding({"id": "s1", "product": "p1"})
    answer = await World([source]).ask(PLANS)
    assert answer.payload["data"]["customer"]["subscription"] == {"id": "s1", "plan": None}
    (error,) = answer.payload["errors"]
    assert error["path"] == ["customer", "subscription", "plan"]
