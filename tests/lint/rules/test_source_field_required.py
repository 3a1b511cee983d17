from graphql import build_schema

from aggregator.lint.check import check_schema
from tests.support.card_schema import card_schema
from tests.support.cards import under
from tests.support.the_world import the_world


def test_a_field_that_may_fail_and_is_required_is_found_in_the_schema() -> None:
    schema = build_schema("""
        type Query { customer: Customer }
        type Customer { id: ID! subscription: Subscription! }
        type Subscription { source: String! plan: Plan! }
        type Plan { name: String! }
    """)
    (diagnostic,) = check_schema(schema)
    assert diagnostic.code == "source-field-required"
    assert diagnostic.excerpt == "  subscription: Subscription!"
    assert under(diagnostic) == "subscription"
    assert diagnostic.did_you_mean == ("Subscription",)


def test_the_products_own_schema_keeps_the_rule() -> None:
    assert check_schema(the_world().schema) == ()


def test_nullable_fields_are_fine() -> None:
    assert check_schema(card_schema()) == ()
