"""A card's data as objects: each value of its type, and what failed told where it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import Source

from aggregator.domain.card import Failed
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    InternalError,
    ItemUnreadable,
    SourceTimeout,
    ValueUnreadable,
)
from aggregator.domain.money import Money
from aggregator.language.outline import outline
from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.render.python.data import FieldFailed, Markdown, failures_of
from aggregator.render.python.loading import load
from aggregator.render.python.reading import reader
from aggregator.render.python.shapes import shapes_of
from aggregator.render.python.typing_file import written
from tests.support.python_cards import PATH, script, script_of, source
from tests.support.rendering import schema

FAILED = Failed(SourceTimeout("billing", "Billing did not answer"))


def read(inside: str, customer: Any) -> tuple[Any, list[AggregatorError]]:
    """Read data of a customer; gives it, and what was told of failures."""
    query = f"query Trend {{ customer {{ {inside} }} }}"
    card = as_card(parse_text(PATH, Source(query, str(PATH))), "team", SharedFragments())
    shapes = shapes_of(outline(card, schema()), "Trend")
    program = load(script_of(source(script("return None"))), "card", written(shapes, PATH))
    told: list[AggregatorError] = []
    data = reader(shapes, program.classes)({"customer": customer}, lambda it: told.append(it.error))
    return data, told


def customer(inside: str, values: Mapping[str, Any]) -> Any:
    data, told = read(inside, values)
    assert told == []
    return data.customer


def test_each_scalar_is_of_its_own_type() -> None:
    found = customer(
        "name bio vip score tags moments subscription { status price }",
        {
            "name": "Alex",
            "bio": "**hi**",
            "vip": True,
            "score": 0.5,
            "tags": ["a", "b"],
            "moments": ["2026-11-22T10:01:00+01:00", "2026-11-22T10:01:00"],
            "subscription": {"status": "PAST_DUE", "price": "129.10 USD"},
        },
    )
    assert (found.name, found.vip, found.score, found.tags) == ("Alex", True, 0.5, ("a", "b"))
    assert isinstance(found.bio, Markdown)
    assert found.moments[0] == datetime(2026, 11, 22, 9, 1, tzinfo=UTC)
    assert found.moments[1].tzinfo is not None
    assert found.subscription.price == Money(Decimal("129.10"), "USD")
    assert found.subscription.status is type(found.subscription.status).PAST_DUE


def test_null_is_none_at_every_depth() -> None:
    data, told = read("name subscription { price }", None)
    assert (data.customer, told) == (None, [])
    found = customer("name tags subscription { price }", {"subscription": {"price": None}})
    assert (found.name, found.tags, found.subscription.price) == (None, None, None)


def test_a_union_is_an_object_of_the_type_that_it_names() -> None:
    inside = "latest { ... on Ticket { subject } ... on Incident { title } }"
    latest = [{"__typename": "Incident", "title": "Down"}, {"__typename": "Ticket", "subject": "S"}]
    first, second = customer(inside, {"latest": latest}).latest
    assert (type(first).__name__, first.title) == ("Incident", "Down")
    assert (type(second).__name__, second.subject) == ("Ticket", "S")


def test_a_failed_field_is_told_once_and_raises_only_where_it_is_read() -> None:
    data, told = read("name subscription { price }", {"name": "A", "subscription": FAILED})
    assert told == [FAILED.error]
    assert data.customer.name == "A"
    assert failures_of(data.customer) == {"subscription": FAILED.error}
    with pytest.raises(FieldFailed):
        _ = data.customer.subscription


def test_nobody_known_is_no_failure() -> None:
    data, told = read("name", Failed(CustomerNotFound("nobody")))
    assert (data.customer, told) == (None, [])


def test_an_item_that_is_unreadable_is_told_and_left_out_as_is_one_that_is_null() -> None:
    odd = Failed(ItemUnreadable("crm", "CRM sent no object"))
    people = [{"__typename": "Person", "name": "A"}, odd, None]
    data, told = read("people { name }", {"people": people})
    assert told == [odd.error]
    assert [each.name for each in data.customer.people] == ["A"]
    assert failures_of(data.customer) == {}


def test_a_list_that_lacks_what_a_source_has_failed_since_its_sum_would_be_wrong() -> None:
    people = [{"__typename": "Person", "name": "A"}, FAILED]
    data, told = read("people { name }", {"people": people})
    assert told == [FAILED.error]
    assert failures_of(data.customer) == {"people": FAILED.error}


def test_a_value_that_its_source_spelt_unreadably_is_null_and_told_and_known_as_failed() -> None:
    odd = Failed(ValueUnreadable("billing", "Billing sent no amount"))
    data, told = read("name subscription { price }", {"name": odd, "subscription": {"price": odd}})
    assert told == [odd.error, odd.error]
    assert (data.customer.name, data.customer.subscription.price) == (None, None)
    assert failures_of(data.customer) == {"name": odd.error}


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        ("moments", {"moments": ["not a moment"]}),
        ("past", {"past": ["ADDED_LATER"]}),
        ("subscription { price }", {"subscription": {"price": "much"}}),
        ("subscription { price }", {"subscription": "a text"}),
        ("tags", {"tags": "no list"}),
        ("latest { ... on Ticket { id } }", {"latest": [{"__typename": "Unheard"}]}),
        ("invoices(first: 1) { number }", {"invoices": [{"number": None}]}),
    ],
)
def test_what_the_schema_promised_otherwise_fails_that_field_alone(
    inside: str, values: Mapping[str, Any]
) -> None:
    data, told = read(f"name {inside}", {"name": "A", **values})
    assert data.customer.name == "A"
    assert told
    assert all(isinstance(each, InternalError) for each in told)


def test_an_object_is_read_as_frozen_as_one_made_by_hand() -> None:
    found = customer("name tags", {"name": "A", "tags": ["x"]})
    assert found == type(found)("A", ("x",))
    assert hash(found) == hash(type(found)("A", ("x",)))
