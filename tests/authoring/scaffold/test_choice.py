"""What a card can begin with, and how a choice is read."""

from functools import cache

import pytest
from graphql import GraphQLSchema, build_schema, extend_schema, parse

from aggregator.authoring.scaffold.choice import FieldChoice, choose, offers, offers_of
from aggregator.authoring.scaffold.names import ScaffoldError
from tests.support.card_schema import card_schema


@cache
def schema() -> GraphQLSchema:
    more = 'extend type Customer { secret(of: ID!): String gone: Int @deprecated(reason: "x") }'
    return extend_schema(card_schema(), parse(more))


def names(choice: FieldChoice) -> list[object]:
    return [each.name if each.is_leaf else (each.name, names(each)) for each in _below(choice)]


def _below(choice: FieldChoice) -> list[FieldChoice]:
    return list(choice.below.values())


def test_all_three_roots_are_offered_and_nothing_that_needs_an_argument_or_is_deprecated() -> None:
    paths = [offer.path for offer in offers(schema())]
    assert {"subscription", "invoices", "thread.ticket", "tenant.account"} <= set(paths)
    assert not {"secret", "gone", "fullName", "latest", "customers"} & set(paths)


def test_a_schema_without_a_root_says_so() -> None:
    with pytest.raises(ScaffoldError, match="no customer"):
        offers(build_schema("type Query { name: String }"))


def test_of_an_object_its_values_are_offered_and_those_of_the_objects_in_it() -> None:
    usual = {offer.path: offer.usual for offer in offers_of(schema(), "subscription")}
    assert usual["subscription.status"]
    assert usual["subscription.plan.name"]
    assert usual["subscription.plan.price"] is False
    assert usual["subscription.id"] is False
    assert offers_of(schema(), "email") == []
    assert offers_of(schema(), "tenant.account")[0].path == "tenant.account.id"


def test_what_is_usual_of_an_object_is_its_values_and_what_is_called_something() -> None:
    (root,) = choose(["account"], schema())
    assert names(root) == [
        ("account", ["name", "domain", "tier", "industry", "employees", "createdAt",
                     ("owner", ["name"]), "url"])
    ]  # fmt: skip


def test_what_is_usual_of_a_list_is_a_row() -> None:
    (root,) = choose(["invoices", "features"], schema())
    assert names(root) == [
        ("invoices", ["number", "issuedAt", "total", "status"]),
        ("features", ["name", "enabled"]),
    ]


def test_paths_are_read_together_in_their_order() -> None:
    roots = choose(
        ["subscription.renewsAt", " tenant.account.name", "customer.subscription.plan.name"],
        schema(),
    )
    assert [(root.name, names(root)) for root in roots] == [
        ("customer", [("subscription", ["renewsAt", ("plan", ["name"])])]),
        ("tenant", [("account", ["name"])]),
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("subcription", 'Did you mean "subscription"'),
        ("subscription.plan.xyz", "It has: id, source, name"),
        ("email.host", "email is a value, end there"),
        ("", 'There is no ""'),
        ("invoices.lines", "a list in a list"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_with_what_could_be_meant(path: str, said: str) -> None:
    with pytest.raises(ScaffoldError, match=said):
        choose([path], schema())


def test_values_of_a_lists_item_can_be_chosen_as_far_as_they_are_single() -> None:
    (root,) = choose(["invoices.number", "invoices.dueAt"], schema())
    assert names(root) == [("invoices", ["number", "dueAt"])]
