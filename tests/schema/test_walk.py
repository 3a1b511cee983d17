"""One definition's own body, fragments left as spreads with what lies above them."""

from typing import Any

import pytest
from graphql import ExecutableDefinitionNode, parse

from aggregator.schema.walk import PLAIN_LIST, Own, Spread, Walk
from tests.support.the_world import the_world


def walked(query: str, **variables: Any) -> tuple[Walk, Own]:
    walk = Walk(the_world().schema, variables)
    definition = parse(query).definitions[0]
    assert isinstance(definition, ExecutableDefinitionNode)
    return walk, walk.own(definition)  # type: ignore[arg-type]  # an operation or a fragment


def test_a_spread_knows_how_deep_it_is_and_how_often_it_is_resolved() -> None:
    _, own = walked("{ ...R customer { invoices(first: 3) { ...I lines { ...L } } } }")
    assert own.spreads == [
        Spread("R", 0, 1, 0),
        Spread("I", 2, 3, 0),
        Spread("L", 3, 3 * PLAIN_LIST, 0),
    ]


def test_a_connections_first_counts_at_the_list_inside_it() -> None:
    _, own = walked("{ customers(first: 7) { totalCount nodes { id } edges { node { id } } } }")
    assert own.cost == 1 + 3 + 7 + 7 + 7


def test_inline_fragments_are_the_selection_around_them() -> None:
    walk, own = walked("{ customer { id ... { id } ... on Customer { id name } } }")
    assert (own.depth, own.fields) == (2, 5)
    assert walk.repeats == 1 + 2, "the second id meets one, the third two"


def test_the_same_name_in_other_braces_is_no_repeat() -> None:
    walk, _ = walked("{ customer { id account { id } } thread { id } }")
    assert walk.repeats == 0


def test_an_alias_is_the_name_that_repeats() -> None:
    walk, own = walked("{ customer { a: id a: name id } }")
    assert (walk.repeats, own.aliases) == (1, 2)


def test_introspection_is_measured_apart() -> None:
    _, own = walked("{ __schema { types { fields { type { name } } } } customer { __typename } }")
    assert (own.depth, own.cost) == (2, 2)
    assert own.introspection_roots == 1
    assert own.introspection_depth == 1
    assert own.introspection_cost == 1 + 1 + 60 + 60 * 8 + 60 * 8


def test_a_fragment_on_an_introspection_type_is_introspection() -> None:
    _, own = walked("fragment T on __Type { fields { name } }")
    assert (own.depth, own.introspection_depth) == (0, 1)


def test_a_fragment_on_the_root_has_root_fields_and_any_other_has_none() -> None:
    assert walked("fragment R on Query { customer { id } thread { id } }")[1].root_fields == 2
    assert walked("fragment C on Customer { id name }")[1].root_fields == 0


@pytest.mark.parametrize(
    "query", ["{ nothing(first: 4) { at { all } } }", "{ customer { x { y } } }"]
)
def test_what_the_schema_lacks_is_walked_all_the_same(query: str) -> None:
    walk, own = walked(query)
    assert own.fields == 3
    assert walk.visited >= 3


def test_every_node_is_looked_at_once() -> None:
    names = " ".join(f"a{n}: name" for n in range(100))
    walk, _ = walked(f"{{ customer {{ {names} }} }}")
    assert walk.visited == 101
