"""From declarations to what answers a field; a declaration that does not fit names its place."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from aggregator.domain.errors import ConnectorError, ItemUnreadable, SourceMalformed
from aggregator.domain.lookup import Connector, From, Lookup
from aggregator.schema.providers import KeysOnly, bind
from tests.support.the_world import the_world
from tests.support.world import (
    INVOICES,
    PLAN,
    SHOP,
    SUBSCRIPTION,
    TICKETS,
    USER,
    MemorySource,
)


def made(*lookups: Lookup) -> Connector:
    return replace(SHOP, lookups=lookups)


def only(given: Lookup, **fields: Any) -> Lookup:
    return replace(given, fields={**given.fields, **fields})


def reader(given: Lookup, field: str = "") -> Any:
    """What reads the records of a lookup that is bound to its source."""
    providers = bind([MemorySource({}, connector=made(given))], the_world().types_of)
    (found,) = providers[field or given.provides[0]]
    return found[-1].read


def test_providers_stand_in_the_order_of_the_sources() -> None:
    providers = bind([MemorySource({}), MemorySource({}, "second")], the_world().types_of)
    routes = providers["Customer.subscription"]
    assert [route[-1].source.name for route in routes] == ["shop", "second"]
    assert providers["Customer.features"] == ()
    assert set(providers) == set(the_world().types_of)


def test_a_provider_is_named_by_source_and_lookup_as_in_traces() -> None:
    providers = bind([MemorySource({})], the_world().types_of)
    (tickets,), (ticket,) = providers["Customer.tickets"], providers["Thread.ticket"]
    assert [each.name for each in tickets] == ["shop.user", "shop.tickets"]
    assert len(ticket) == 1


def test_a_record_is_read_with_what_is_not_mapped_null() -> None:
    found = reader(SUBSCRIPTION)([{"id": "s1", "status": "active", "plan": "p1"}])
    assert (found.id, found.source, found.status) == ("s1", "shop", "ACTIVE")
    assert (found.price, found.renews_at) == (None, None)
    assert found.keys == {"shop.plan": "p1"}


def test_nested_records_are_read_as_their_own_type() -> None:
    record = {"id": "i", "number": "1", "status": "paid", "lines": [{"what": "Seats"}]}
    (found,) = reader(INVOICES)([record])
    assert (found.lines[0].description, found.lines[0].total) == ("Seats", None)


@pytest.mark.parametrize(
    ("value", "key"),
    [("t1", "t1"), (7, "7"), (["t1", 2, None, " "], ("t1", "2")), (None, None), ("", None),
     (2**70, str(2**70))],
)  # fmt: skip
def test_a_key_is_text_or_several_and_a_blank_is_none(value: Any, key: Any) -> None:
    assert linked(value) == KeysOnly({} if key is None else {"shop.ticket": key})


@pytest.mark.parametrize("value", [True, {"a": 1}, 1.5, 1e20])
def test_a_key_that_is_none_is_an_error_in_its_place_and_not_lost(value: Any) -> None:
    (alone,) = linked(value).keys.values()
    first, second = linked(["t1", value]).keys["shop.ticket"]
    assert first == "t1"
    for error in (alone, second):
        assert isinstance(error, SourceMalformed)
        assert "'shop.ticket'" in error.message
        assert str(value) not in error.message


def linked(value: Any) -> Any:
    """What the user's record leads to, its list of tickets being `value`."""
    tickets = replace(TICKETS, via={"Customer.tickets": "user"})
    providers = bind([MemorySource({}, connector=made(USER, tickets))], the_world().types_of)
    (first, _), *_ = providers["Customer.tickets"]
    return first.read([{"id": "u", "tickets": value}])


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "sleeping"), ("renews", "tomorrow"), ("quantity", 1.5), ("quantity", "many"),
     ("quantity", 2**31), ("quantity", True), ("id", 1e20), ("id", None), ("id", " "),
     ("id", ["s"])],
)  # fmt: skip
def test_an_unreadable_value_costs_its_own_field_and_is_not_told(field: str, value: Any) -> None:
    sold = {"id": "s", "status": "active", "quantity": 1, "renews": 1.0, field: value}
    found = reader(SUBSCRIPTION)([sold])
    attribute = {"renews": "renews_at"}.get(field, field)
    error = getattr(found, attribute)
    assert isinstance(error, SourceMalformed)
    assert (error.source, error.facts["lookup"]) == ("shop", "subscription")
    assert f"{attribute!r}" in error.message
    assert value in (None, " ") or str(value) not in error.message
    others = {"id", "status", "quantity", "renews_at"} - {attribute}
    assert not any(isinstance(getattr(found, name), Exception) for name in others)


def test_a_record_that_is_no_object_is_malformed_alone_and_one_of_many_in_its_place() -> None:
    with pytest.raises(SourceMalformed):
        reader(SUBSCRIPTION)(["active"])
    first, odd, last = reader(INVOICES)([{"id": "1"}, "paid", {"id": "3"}])
    assert (first.id, last.id, type(odd)) == ("1", "3", ItemUnreadable)


def test_a_record_of_nothing_is_null_and_no_item_of_a_list() -> None:
    assert reader(SUBSCRIPTION)([{"customer": "c1", "status": None}]) is None
    (only_one,) = reader(INVOICES)([{"lines": None}, {"id": "2"}])
    assert only_one.id == "2"


def test_a_field_is_not_read_before_it_is_asked_for() -> None:
    class Record(dict[str, Any]):
        asked: ClassVar[set[str]] = set()

        def get(self, name: str, default: Any = None) -> Any:
            self.asked.add(name)
            return super().get(name, default)

    found = reader(SUBSCRIPTION)([Record(id="s", status="odd", quantity="odd", plan=1.5)])
    assert found.id == "s"
    assert Record.asked == {"id"}


def test_a_declaration_may_say_that_a_field_decides_over_its_record() -> None:
    deciding = only(INVOICES, status=From("status", table={"paid": "PAID"}, on_error="record"))
    first, odd = reader(deciding)([{"id": "1", "status": "paid"}, {"id": "2", "status": "odd"}])
    assert (first.status, type(odd)) == ("PAID", ItemUnreadable)


def test_a_word_that_the_table_lacks_may_have_a_word_of_its_own() -> None:
    table = From("status", table={"paid": "PAID"}, otherwise="OPEN")
    (found,) = reader(only(INVOICES, status=table))([{"id": "1", "status": "odd"}])
    assert found.status == "OPEN"


def test_a_declaration_that_does_not_fit_is_refused_by_its_place() -> None:
    wrong = made(only(PLAN, colour="c"))
    with pytest.raises(ConnectorError) as caught:
        bind([MemorySource({}, connector=wrong)], the_world().types_of)
    said = "The connector shop, lookups, plan, fields, colour: Plan has no field colour"
    assert caught.value.message.startswith(said)
