"""One odd record costs itself, one odd value its own field: never a list, never a card."""

from typing import Any

import pytest

from aggregator.domain.card import Failed
from aggregator.domain.errors import AggregatorError, ItemUnreadable, ValueUnreadable
from tests.support.world import MemorySource, World

FINE = {"id": "i1", "number": "N-1", "status": "paid", "lines": []}


def shop(*invoices: Any, **more: Any) -> World:
    return World([MemorySource({"invoices": {"c1": list(invoices)}, **more})])


def kind(value: Any) -> type[AggregatorError] | None:
    return type(value.error) if isinstance(value, Failed) else None


@pytest.mark.parametrize("odd", ["a text", 7, [], None])
async def test_a_record_that_is_no_object_is_a_failed_item_and_the_others_are_there(
    odd: Any,
) -> None:
    query = "{ customer { invoices { number } } }"
    result = await shop(FINE, odd, FINE).card(query)
    first, failed, last = result.data["customer"]["invoices"]
    assert (first, kind(failed), last) == ({"number": "N-1"}, ItemUnreadable, {"number": "N-1"})


async def test_an_unreadable_value_fails_its_field_where_that_is_selected() -> None:
    odd = {**FINE, "status": "sleeping", "issued": "soon", "lines": "none"}
    world = shop(FINE, odd)
    whole = await world.card("{ customer { invoices { number } } }")
    assert whole.data["customer"]["invoices"] == [{"number": "N-1"}, {"number": "N-1"}]
    result = await world.card(
        "{ customer { invoices { number status issuedAt lines { total } } } }"
    )
    found = result.data["customer"]["invoices"][1]
    assert found.pop("number") == "N-1"
    assert {kind(value) for value in found.values()} == {ValueUnreadable}


async def test_an_item_without_an_id_fails_only_where_the_id_is_selected() -> None:
    world = shop({**FINE, "id": None}, FINE)
    whole = await world.card("{ customer { invoices { number } } }")
    assert whole.data["customer"]["invoices"] == [{"number": "N-1"}, {"number": "N-1"}]
    result = await world.card("{ customer { invoices { id number } } }")
    failed, fine = result.data["customer"]["invoices"]
    assert (kind(failed), fine) == (ItemUnreadable, {"id": "i1", "number": "N-1"})


async def test_an_item_that_is_found_by_its_own_key_fails_alone_too() -> None:
    tickets = {"t1": [{"id": "t1", "subject": "One"}], "t2": ["odd"], "t3": [{"id": "t3"}]}
    user = {"c1": [{"id": "u", "tickets": ["t1", "t2", 1.5, "t3"]}]}
    result = await shop(user=user, tickets=tickets).card("{ customer { tickets { id } } }")
    first, odd, unkeyed, last = result.data["customer"]["tickets"]
    assert (first, last) == ({"id": "t1"}, {"id": "t3"})
    assert (kind(odd), kind(unkeyed)) == (ItemUnreadable, ItemUnreadable)


async def test_a_list_of_which_nothing_can_be_had_has_failed() -> None:
    user = {"c1": [{"id": "u", "tickets": ["t1", "t2"]}]}
    world = shop(user=user, tickets={"t1": ["odd"], "t2": ["odd"]})
    result = await world.card("{ customer { name tickets { id } } }")
    assert result.data["customer"]["name"] == "Customer 1"
    assert kind(result.data["customer"]["tickets"]) is ItemUnreadable


async def test_a_key_that_is_unreadable_fails_what_it_leads_to_and_nothing_else() -> None:
    sold = {"id": "s", "quantity": 3, "plan": 1.2345678901234568e20}
    world = shop(subscription={"c1": [sold]})
    result = await world.card("{ customer { subscription { quantity plan { name } } } }")
    found = result.data["customer"]["subscription"]
    assert (found["quantity"], kind(found["plan"])) == (3, ValueUnreadable)


async def test_an_object_of_nulls_is_null() -> None:
    world = shop(usage={"ext_1": [{"key": "ext_1", "calls": None}]})
    result = await world.card("{ customer { name usage { apiCalls } } }")
    assert result.data["customer"] == {"name": "Customer 1", "usage": None}
