"""What the schema has no place for is told by the words of the declaration that lead to it."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.domain.fault import ConnectorFault
from aggregator.domain.lookup import Connector, From, Lookup, Nested
from aggregator.schema.fitting import misfits
from tests.support.the_world import the_world
from tests.support.world import INVOICES, PLAN, SHOP, SUBSCRIPTION, lookup


def only(given: Lookup, **fields: Any) -> Lookup:
    return replace(given, fields={**given.fields, **fields})


def found(*lookups: Lookup) -> list[ConnectorFault]:
    return list(misfits(replace(SHOP, lookups=lookups), the_world().types_of))


@pytest.mark.parametrize("connector", the_world().connectors.values(), ids=lambda each: each.key)
def test_every_connector_of_ours_fits_the_schema(connector: Connector) -> None:
    assert list(misfits(connector, the_world().types_of)) == []


def test_a_record_may_hold_what_a_lookup_would_provide() -> None:
    held = only(SUBSCRIPTION, plan=Nested("p", {"id": "id", "name": "name"}))
    assert found(held) == []


WRONG = [
    ("a held object without what it needs", only(SUBSCRIPTION, plan=Nested("p", {"name": "n"})),
     "fields plan fields", "Plan.id is never null"),
    ("a held object that is written as a value", only(SUBSCRIPTION, plan="plan"),
     "fields plan", "Subscription.plan is an object"),
    ("a field that the schema lacks", lookup("x", "k", "Customer.sorrow"),
     "provides 0", "The schema has no field Customer.sorrow"),
    ("fields of two types", lookup("x", "k", "Customer.usage", "Customer.contact"),
     "provides", "one lookup gives one type"),
    ("a field that its type lacks", only(PLAN, colour="c"), "fields colour", "Plan has no field"),
    ("a nested field that its type lacks",
     only(INVOICES, lines=Nested("l", {"description": "d", "colour": "c"}, many=True)),
     "fields lines fields colour", "InvoiceLine has no field"),
    ("an object where there is none", only(PLAN, name=Nested("n", {"a": "b"})),
     "fields name", "Plan.name is no object"),
    ("a field that may not be null, unmapped", replace(PLAN, fields={"name": "name"}),
     "fields", "Plan.id is never null"),
    ("an enum without a table", only(SUBSCRIPTION, status=From("status")),
     "fields status", "a table translates"),
    ("an enum with a word that is none of it",
     only(SUBSCRIPTION, status=From("status", table={"a": "ASLEEP"})),
     "fields status table a", '"ASLEEP" is none of them'),
    ("an enum with another word for the rest that is none of it",
     only(SUBSCRIPTION, status=From("status", table={"a": "ACTIVE"}, otherwise="ASLEEP")),
     "fields status otherwise", '"ASLEEP" is none of them'),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "at", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_declaration_that_does_not_fit_names_its_words(wrong: Lookup, at: str, said: str) -> None:
    (fault,) = found(wrong)
    words = tuple(int(each) if each.isdigit() else each for each in at.split())
    assert fault.at == ("lookups", wrong.name, *words)
    assert said in fault.message
