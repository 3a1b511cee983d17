"""A document's measure: fragments written out once each, circles ended, variables counted."""

import pytest
from graphql import parse

from aggregator.schema.measure import Measure, measure
from aggregator.schema.walk import CEILING
from tests.support.the_world import the_world


def measured(query: str, **variables: object) -> Measure:
    return measure(parse(query), the_world().schema, variables)


def test_each_number_of_a_small_query() -> None:
    found = measured("""
        query A @x { me: customer { name invoices(first: 4) { ...I } } thread { id } }
        query B { __schema { types { fields { name } } } }
        fragment I on Invoice { number lines { total @y } }
    """)
    assert (found.depth, found.fields, found.aliases, found.root_fields) == (4, 8, 1, 2)
    # customer, name, invoices, thread, thread.id; 4 invoices of number, lines; 40 lines of total
    assert found.cost == 5 + 4 * 2 + 40
    assert (found.directives, found.operations, found.fragments, found.spreads) == (2, 2, 1, 1)
    assert found.introspects
    assert (found.introspection_roots, found.introspection_depth) == (1, 1)


def test_the_largest_operation_counts_in_each_respect() -> None:
    found = measured("query A { thread { id } tenant { id } } query B { customer { id name } }")
    assert (found.root_fields, found.fields, found.depth) == (2, 4, 2)


def test_a_fragment_counts_wherever_it_is_spread_also_at_the_root() -> None:
    found = measured("{ ...R a: thread { id } } fragment R on Query { customer { id } ...S } "
                     "fragment S on Query { tenant { id } }")  # fmt: skip
    assert (found.root_fields, found.fields) == (3, 6)


def test_a_fragment_that_nobody_spreads_counts_too() -> None:
    assert measured("{ thread { id } } fragment F on Customer { a: id b: id c: id }").aliases == 3


@pytest.mark.parametrize(
    "circle",
    [
        "fragment F on Customer { id ...F }",
        "fragment F on Customer { id ...G } fragment G on Customer { name ...F }",
        "fragment F on Customer { ...Absent }",
    ],
)
def test_circles_and_absent_fragments_end(circle: str) -> None:
    found = measured("{ customer { ...F } } " + circle)
    assert found.fields < 10
    assert found.depth <= 3


@pytest.mark.parametrize(
    ("variables", "cost"),
    [({}, 2 + 5), ({"n": 30}, 2 + 30), ({"n": 10**30}, CEILING)],
)
def test_a_lists_size_is_the_variable_that_is_given_else_its_default(
    variables: dict[str, object], cost: int
) -> None:
    query = "query($n: Int = 5) { customer { invoices(first: $n) { number } } }"
    assert measured(query, **variables).cost == min(CEILING, cost)


def test_sums_stop_at_a_ceiling() -> None:
    chain = "".join(f" fragment F{n} on Customer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    found = measured("{ customer { ...F0 } }" + chain + " fragment F60 on Customer { id }")
    assert found.fields == CEILING
