"""An id that nobody linked is asked for, and never shown beside somebody else's data."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from aggregator.domain.card import Failed
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AmbiguousCustomer
from tests.support.world import (
    SHOP,
    SUBSCRIPTION,
    USAGE,
    MemoryDirectory,
    MemorySource,
    World,
    customer,
    lookup,
)

CONTACT = lookup("contact", "email", "Customer.contact", fields={"id": "id", "name": "name"})
CONNECTOR = replace(SHOP, lookups=(SUBSCRIPTION, USAGE, CONTACT))
RECORDS: Mapping[str, Any] = {
    "subscription": {"c1": [{"id": "s1", "status": "active"}]},
    "usage": {"theirs": [{"id": "u", "calls": 7}]},
    "contact": {"c1@x.example": [{"id": "1", "name": "Ann"}], "b@x.example": [{"id": "2"}]},
}
ANN = customer(name="Ann", external_id=None)
"""Whom the directory knows by e-mail, and not by an external id."""
WRITER = CustomerIds(external_id="theirs", email="c1@x.example")
"""Somebody with Ann's e-mail and an external id that nobody linked."""


def world(*people: CustomerMatch) -> World:
    return World([MemorySource(RECORDS, connector=CONNECTOR)], MemoryDirectory(people))


async def data(query: str, *people: CustomerMatch, who: CustomerIds = WRITER) -> Any:
    """The customer's data; what failed there for want of a link is `...`."""
    result = await world(*people).card(f"{{ customer {{ {query} }} }}", customer_ids=who)
    found = dict(result.data["customer"])
    for name, value in found.items():
        if isinstance(value, Failed):
            assert isinstance(value.error, AmbiguousCustomer)
            assert "unlinked_ids" in value.error.message
            found[name] = ...
    return found


USED = {"apiCalls": 7}


async def test_a_name_is_not_shown_beside_the_usage_of_an_id_that_nobody_linked() -> None:
    assert await data("name usage { apiCalls }", ANN) == {"name": "Ann", "usage": ...}
    assert await data("usage { apiCalls } name", ANN) == {"usage": ..., "name": "Ann"}


@pytest.mark.parametrize(
    "query",
    ["... on Customer { name } usage { apiCalls }", "...N usage { apiCalls }", "id usage { id }",
     "subscription { id } usage { apiCalls }", "contact { name } usage { apiCalls }"],
)  # fmt: skip
async def test_it_makes_no_difference_how_the_other_person_is_selected(query: str) -> None:
    fragment = "fragment N on Customer { name }" if "...N" in query else ""
    result = await world(ANN).card(f"{{ customer {{ {query} }} }} {fragment}", customer_ids=WRITER)
    assert isinstance(result.data["customer"]["usage"], Failed)


async def test_nor_whether_under_another_alias() -> None:
    query = "{ a: customer { name } b: customer { usage { apiCalls } } }"
    result = await world(ANN).card(query, customer_ids=WRITER)
    assert result.data["a"] == {"name": "Ann"}
    assert isinstance(result.data["b"]["usage"], Failed)


async def test_an_id_that_nobody_linked_is_asked_for_where_it_stands_alone() -> None:
    assert await data("usage { apiCalls }", ANN) == {"usage": USED}
    found = await data("externalId usage { apiCalls }", ANN)
    assert found == {"externalId": "theirs", "usage": USED}


async def test_somebody_whom_nobody_knows_is_whom_the_external_id_names() -> None:
    assert await data("usage { apiCalls }") == {"usage": USED}
    assert await data("contact { name }") == {"contact": {"name": "Ann"}}
    assert await data("name contact { name } usage { apiCalls }") == {
        "name": None,
        "contact": ...,
        "usage": USED,
    }


async def test_what_the_directory_linked_is_shown_together() -> None:
    linked = replace(ANN, external_id="theirs")
    found = await data("name usage { apiCalls } contact { name }", linked)
    assert found == {"name": "Ann", "usage": USED, "contact": {"name": "Ann"}}


async def test_an_email_that_nobody_linked_is_not_shown_beside_a_linked_id() -> None:
    found = replace(customer(), id="d", external_id="theirs", email=None)
    who = CustomerIds(customer_id="d", external_id="theirs", email="b@x.example")
    assert await data("usage { apiCalls } contact { id }", found, who=who) == {
        "usage": USED,
        "contact": ...,
    }


async def test_all_is_shown_where_the_workspace_takes_it_for_one_person() -> None:
    asked = replace(world(ANN), unlinked_ids="together")
    query = "{ customer { name usage { apiCalls } contact { name } } }"
    assert (await asked.card(query, customer_ids=WRITER)).data["customer"] == {
        "name": "Ann",
        "usage": USED,
        "contact": {"name": "Ann"},
    }


async def test_nor_an_address_that_is_only_claimed() -> None:
    claiming = replace(ANN, claimed=frozenset({"email"}))
    who = CustomerIds(email="c1@x.example")
    assert await data("contact { id }", claiming, who=who) == {"contact": {"id": "1"}}
    found = await data("name contact { id }", claiming, who=who)
    assert found == {"name": "Ann", "contact": ...}


async def test_a_value_that_is_nobodys_outranks_nothing() -> None:
    who = CustomerIds(external_id="undefined", email="b@x.example")
    assert await data("contact { id } name", who=who) == {"contact": {"id": "2"}, "name": None}
