"""A query means the same in two schemas when all that it selects is the same there."""

import pytest
from graphql import FragmentDefinitionNode, build_schema, parse

from aggregator.language.meaning import means_the_same

SDL = """
enum Mood { GOOD BAD }
enum Other { ONE }
input By { id: ID email: String }
type Query { customer(by: By): Customer other: Customer }
type Customer { name: String mood: Mood pets(first: Int! = 10): [Pet] other: Other }
type Pet { name: String owner: Customer age: Int }
"""
QUERY = """
query Q($id: ID) {
  customer(by: {id: $id}) { called: name ...Rest ... on Customer { mood } }
}
fragment Rest on Customer { pets(first: 3) { name __typename owner { mood ...Rest } } }
"""


def same(change: tuple[str, str], query: str = QUERY) -> bool:
    definitions = parse(query).definitions
    fragments = {
        each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    assert change[0] in SDL
    now = build_schema(SDL.replace(*change))
    return means_the_same(definitions, fragments, build_schema(SDL), now)


@pytest.mark.parametrize(
    "change",
    [
        ("age: Int", "age: Float"),
        (" age: Int", ""),
        ("type Customer {", "type Customer { more: String"),
        ("other: Other", "other: String"),
        ("ONE", "TWO"),
        ("type Pet {", '"A pet." type Pet {'),
        ("type Query {", "type Query { more: Pet"),
    ],
)
def test_what_nobody_selects_may_change(change: tuple[str, str]) -> None:
    assert same(change)


@pytest.mark.parametrize(
    "change",
    [
        ("type Customer { name: String", "type Customer { name: Int"),
        ("type Customer { name: String", "type Customer { title: String"),
        ("type Pet { name: String", "type Pet { name: [String]"),
        ("type Pet { name: String", "type Pet { name: String!"),
        ("type Pet { name: String", "type Pet { name: String @deprecated"),
        ("first: Int! = 10", "first: Int! = 5"),
        ("first: Int! = 10", "first: Int"),
        ("(first: Int! = 10)", ""),
        ("GOOD BAD", "GOOD"),
        ("GOOD BAD", "GOOD BAD SO_SO"),
        ("GOOD BAD", "GOOD @deprecated BAD"),
        ("id: ID email: String", "id: ID! email: String"),
        ("id: ID email: String", "id: ID"),
        ("mood: Mood", "mood: Other"),
        ("type Pet {", "type Pet { source: String!"),
    ],
)
def test_what_is_selected_may_not_at_any_depth(change: tuple[str, str]) -> None:
    assert not same(change)


def test_a_variables_type_counts_as_well() -> None:
    query = "query Q($by: By) { customer(by: $by) { name } }"
    assert not same(("id: ID email", "id: ID! email"), query)
    assert same(("GOOD BAD", "GOOD"), query)


def test_what_is_no_query_or_spreads_what_is_not_there_is_never_the_same() -> None:
    change = ("ONE", "TWO")
    assert not same(change, "mutation M { customer { name } }")
    assert not same(change, "query Q { customer { ...Nowhere } }")
