"""Which operations become a plan, and what is said of those that do not."""

import pytest
from graphql import parse, validate

from aggregator.plans.compile import compile_operation
from aggregator.plans.merge import Merger
from aggregator.plans.selection import CompiledOperation
from aggregator.schema.build import build_schema
from aggregator.schema.declared.declaration import DeclaredTypes
from tests.support.the_world import the_world


def compiled(text: str) -> CompiledOperation | str:
    schema, document = the_world().schema, parse(text)
    assert not validate(schema, document)
    return compile_operation(document, None, schema)


def plan(text: str) -> CompiledOperation:
    found = compiled(text)
    assert isinstance(found, CompiledOperation), found
    return found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{ customer(by: {email: "a@b.co"}) { id } }', "`customer` with arguments"),
        ("{ customers { totalCount } }", "the root `customers`"),
        ('{ account(by: {domain: "a.co"}) { id } }', "the root `account`"),
        ("query ($n: Int!) { customer { invoices(first: $n) { id } } }", "a variable"),
        ("{ customer { invoices(first: 501) { id } } }", "`first: 501`"),
        ("{ customer { id @skip(if: false) } }", "@skip"),
        ("query ($a: Boolean!) { customer { ... @include(if: $a) { id } } }", "@skip or @include"),
        ("{ __typename }", "the root `__typename`"),
        ("{ __schema { queryType { name } } }", "the root `__schema`"),
    ],
)
def test_what_the_graphql_engine_must_run_is_told_in_words(text: str, why: str) -> None:
    assert why in str(compiled(text))


def test_fragments_aliases_and_repeated_fields_become_one_selection() -> None:
    found = plan(
        "{ customer { email a: name ...F ... on Customer { subscription { id plan { name } } } } } "
        "fragment F on Customer { email subscription { plan { id } status __typename } }"
    )
    (found_root,) = found.roots
    key, root, selection = found_root.key, found_root.name, found_root.selection
    assert (key, root) == ("customer", "customer")
    assert [field.key for field in selection.fields] == ["email", "a", "subscription"]
    (subscription,) = selection.found
    assert subscription.selection is not None
    inner = subscription.selection
    assert [field.key for field in inner.fields] == ["plan", "status", "__typename", "id"]
    assert inner.found[0].selection is not None
    assert [field.key for field in inner.found[0].selection.fields] == ["id", "name"]
    assert found.customer_fields == {"email", "name", "subscription"}


def test_all_cards_together_ask_each_field_once_for_those_that_read_it() -> None:
    cards = {
        "one": plan("{ customer { subscription { plan { name } } invoices(first: 2) { id } } }"),
        "two": plan("{ customer { subscription { status } invoices(first: 5) { id } } }"),
        "three": plan("{ tenant { account { name } } }"),
    }
    merge = Merger(kept=2)
    merged = merge(cards)
    assert {id_: each.names for id_, each in merged["customer"].items()} == {
        ("subscription", 1): ("one", "two"),
        ("invoices", 2): ("one",),
        ("invoices", 5): ("two",),
    }
    assert merged["customer"]["subscription", 1].below["plan", 1].names == ("one",)
    assert merged["tenant"]["account", 1].names == ("three",)
    assert merge(cards) is merged
    for card in cards.items():
        merge(dict([card]))
    assert merge(cards) is not merged


def test_declared_types_and_fields_are_planned_as_the_schemas_own() -> None:
    text = """
      type Fleet { id: ID! name: String vehicles: [Vehicle] }
      type Vehicle { id: ID! plate: String }
      extend type Customer { fleet: Fleet }
      extend type Contact { stage: String }
    """
    schema = build_schema([DeclaredTypes("own", text, parse(text))]).schema
    document = parse("{ customer { fleet { name vehicles { plate } } contact { stage } } }")
    assert not validate(schema, document)
    found = compile_operation(document, None, schema)
    assert isinstance(found, CompiledOperation), found
    (found_root,) = found.roots
    selection = found_root.selection
    assert [each.field for each in selection.found] == ["Customer.fleet", "Customer.contact"]
