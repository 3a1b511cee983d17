"""From declarations to what answers a field; a declaration that does not fit names its place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from aggregator.connectors import discover
from aggregator.domain.errors import ConnectorError, SourceMalformed
from aggregator.domain.lookup import Connector, From, Lookup, Nested
from aggregator.schema.build import providable
from aggregator.schema.providers import Link, bind, check_connector
from tests.support.world import (
    INVOICES,
    PLAN,
    SHOP,
    SUBSCRIPTION,
    TICKETS,
    USER,
    MemorySource,
    lookup,
)


def made(*lookups: Lookup) -> Connector:
    return replace(SHOP, lookups=lookups)


def only(given: Lookup, **fields: Any) -> Lookup:
    return replace(given, fields={**given.fields, **fields})


def reader(given: Lookup, field: str = "") -> Any:
    """What reads the records of a lookup that is bound to its source."""
    providers = bind([MemorySource({}, connector=made(given))], providable())
    (found,) = providers[field or given.provides[0]]
    return found.read


@pytest.mark.parametrize("connector", discover().values(), ids=lambda each: each.key)
def test_every_connector_of_ours_fits_the_schema(connector: Connector) -> None:
    check_connector(connector, providable())


def test_providers_stand_in_the_order_of_the_sources() -> None:
    providers = bind([MemorySource({}), MemorySource({}, "second")], providable())
    assert [each.source.name for each in providers["Customer.subscription"]] == ["shop", "second"]
    assert providers["Customer.features"] == ()
    assert set(providers) == set(providable())


def test_a_provider_is_named_by_source_and_lookup_as_in_traces() -> None:
    providers = bind([MemorySource({})], providable())
    tickets = providers["Customer.tickets"][0]
    assert (tickets.name, tickets.via and tickets.via.name) == ("shop.tickets", "shop.user")
    assert providers["Thread.ticket"][0].via is None


def test_a_record_becomes_the_fields_type_with_what_is_not_mapped_null() -> None:
    found = reader(SUBSCRIPTION)([{"id": "s1", "status": "active", "plan": "p1"}])
    assert type(found).__name__ == "Subscription"
    assert (found.id, found.source, found.status) == ("s1", "shop", "ACTIVE")
    assert (found.price, found.renews_at) == (None, None)
    assert found.keys == {"shop.plan": "p1"}


def test_nested_records_become_their_own_type() -> None:
    record = {"id": "i", "number": "1", "status": "paid", "lines": [{"what": "Seats"}]}
    (found,) = reader(INVOICES)([record])
    assert type(found.lines[0]).__name__ == "InvoiceLine"
    assert (found.lines[0].description, found.lines[0].total) == ("Seats", None)


@pytest.mark.parametrize(
    ("value", "key"),
    [("t1", "t1"), (7, "7"), (["t1", 2, None], ("t1", "2")), (None, None), ("", None),
     (True, None), ({"a": 1}, None)],
)  # fmt: skip
def test_a_key_is_text_or_several_and_anything_else_is_none(value: Any, key: Any) -> None:
    tickets = replace(TICKETS, via={"Customer.tickets": "user"})
    providers = bind([MemorySource({}, connector=made(USER, tickets))], providable())
    via = providers["Customer.tickets"][0].via
    assert via is not None
    link = via.read([{"id": "u", "tickets": value}])
    assert link == Link({} if key is None else {"shop.ticket": key})


@pytest.mark.parametrize(
    "record",
    [{"id": "s"}, {"id": None, "status": "active"}, {"id": "s", "status": "sleeping"},
     {"id": "s", "status": "active", "renews": "tomorrow"}],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_malformed_and_its_values_are_not_told(
    record: Mapping[str, Any],
) -> None:
    with pytest.raises(SourceMalformed) as caught:
        reader(SUBSCRIPTION)([record])
    assert (caught.value.source, caught.value.facts["lookup"]) == ("shop", "subscription")
    assert "sleeping" not in caught.value.message
    assert "tomorrow" not in caught.value.message


WRONG: list[tuple[str, Lookup, str]] = [
    ("a field that the schema lacks", lookup("x", "k", "Customer.sorrow"),
     "the schema has no field Customer.sorrow"),
    ("fields of two types", lookup("x", "k", "Customer.usage", "Customer.contact"),
     "one lookup gives one type"),
    ("a field that its type lacks", only(PLAN, colour="c"), "maps colour, and Plan has no such"),
    ("a nested field that its type lacks",
     only(INVOICES, lines=Nested("l", {"description": "d", "colour": "c"}, many=True)),
     "maps lines.colour, and InvoiceLine has no such"),
    ("a field that may not be null, unmapped", replace(PLAN, fields={"id": "id"}),
     "Plan.name is never null"),
    ("an enum without a table", only(SUBSCRIPTION, status=From("status")), "it has no `table`"),
    ("an enum with a word that is none of it",
     only(SUBSCRIPTION, status=From("status", table={"a": "ASLEEP"})),
     "'ASLEEP' is none of them"),
    ("a way through a lookup that is not there", TICKETS, "via 'user', which is no lookup of it"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_declaration_that_does_not_fit_names_connector_lookup_and_fix(
    wrong: Lookup, said: str
) -> None:
    with pytest.raises(ConnectorError) as caught:
        check_connector(made(wrong), providable())
    assert said in caught.value.message
    assert caught.value.message.startswith(f"The connector shop, lookup {wrong.name}: ")
