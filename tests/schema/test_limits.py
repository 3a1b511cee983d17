"""Query bombs are refused, honest queries pass, and the guard's own work is linear."""

from dataclasses import replace

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_introspection_query,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from aggregator import settings
from aggregator.schema.limits import (
    BOUNDED_RULES,
    FORBIDDEN_INTROSPECTION,
    OVERLAP_BUDGET,
    TOO_COMPLEX,
    BoundedOverlap,
    GraphQLLimits,
    guard,
    parse_bounded,
    validate_bounded,
)
from aggregator.schema.measure import Measure, measure
from aggregator.schema.walk import CEILING
from tests.support.query_bombs import BOMBS, Variables, doubling

SCHEMA = build_schema("""
    type Query { customer: Customer  customers(first: Int! = 25): CustomerConnection! }
    type CustomerConnection { edges: [Edge!]!  totalCount: Int! }
    type Edge { node: Customer! }
    type Customer { name: String  email: String  account: Account  manager: Customer
      invoices(first: Int! = 10): [Invoice!]  tickets(first: Int! = 10): [Invoice!] }
    type Account { name: String }
    type Invoice { number: String  total: String  lines: [Line!] }
    type Line { description: String  quantity: Int }
""")
LIMITS = GraphQLLimits()


def measured(query: str, variables: Variables | None = None) -> Measure:
    return measure(parse(query), SCHEMA, variables)


def refusals(query: str, variables: Variables | None = None) -> set[str]:
    """The limits that a query breaks, the parser's included."""
    try:
        document = parse_bounded(query, LIMITS)
    except GraphQLError as error:
        return {str((error.extensions or {}).get("limit", "syntax"))}
    errors = guard(document, LIMITS, SCHEMA, variables, may_introspect=True)
    return {str((error.extensions or {})["limit"]) for error in errors}


@pytest.mark.parametrize(
    ("query", "variables", "limit"), [bomb[1:] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS]
)
def test_a_query_bomb_is_refused_by_its_limit(
    query: str, variables: Variables | None, limit: str
) -> None:
    assert limit in refusals(query, variables)


def test_the_settings_defaults_are_the_guards_own() -> None:
    given = settings.GraphQLSettings().model_dump(exclude={"seconds", "at_once"})
    assert replace(LIMITS, **given) == LIMITS


@pytest.mark.parametrize("introspection", [False, True])
def test_honest_queries_pass(introspection: bool) -> None:
    lists = " ".join(f"l{i}: invoices {{ number total lines {{ quantity }} }}" for i in range(5))
    page = f"{{ customers(first: 25) {{ totalCount edges {{ node {{ name email {lists} }} }} }} }}"
    query = get_introspection_query(input_value_deprecation=True) if introspection else page
    document = parse_bounded(query, LIMITS)
    assert guard(document, LIMITS, SCHEMA, may_introspect=True) == []
    assert validate_bounded(SCHEMA, document, suggest=False) == []


def test_a_refusal_says_limit_found_and_fix() -> None:
    [error] = guard(parse("{ a b }"), GraphQLLimits(root_fields=1), SCHEMA)
    assert error.extensions == {
        "code": TOO_COMPLEX,
        "limit": "root_fields",
        "allowed": 1,
        "found": 2,
    }
    assert "2 fields are asked for at the root, and 1 is the limit" in error.message
    assert "Fix:" in error.message


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { description } }",
        '{ hidden: __type(name: "Query") { name } }',
        "{ ...F } fragment F on Query { ... { __schema { description } } }",
        # Not spread at all: validation would refuse it, but names it in doing so.
        "{ customer { name } } fragment F on Query { __schema { description } }",
    ],
)
def test_introspection_needs_leave_wherever_it_hides(query: str) -> None:
    document = parse(query)
    [error] = guard(document, LIMITS, SCHEMA)
    assert (error.extensions or {})["code"] == FORBIDDEN_INTROSPECTION
    assert guard(document, LIMITS, SCHEMA, may_introspect=True) == []


def test_typename_is_no_introspection() -> None:
    assert guard(parse("{ __typename customer { __typename } }"), LIMITS, SCHEMA) == []


def test_the_walk_looks_at_each_node_once_however_often_a_fragment_is_spread() -> None:
    visits = {n: measured(doubling(n)).visited for n in (10, 20, 40)}
    # One more fragment is two more spreads, each seen in the walk and again in the sum.
    assert visits[20] - visits[10] == 10 * 4
    assert visits[40] - visits[20] == 20 * 4
    assert measured(doubling(50)).fields == CEILING


@pytest.mark.parametrize("members", [1, 2, 5])
def test_fragments_in_a_circle_end_and_are_left_to_validation(members: int) -> None:
    circle = "".join(
        f" fragment F{i} on Customer {{ name ...F{(i + 1) % members} }}" for i in range(members)
    )
    document = parse_bounded("{ customer { ...F0 } }" + circle, LIMITS)
    assert guard(document, LIMITS, SCHEMA) == []
    messages = [error.message for error in validate_bounded(SCHEMA, document, suggest=False)]
    assert any("within itself" in message for message in messages)


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ customer { name } }", {}, 2),
        ("{ customer { invoices { number } } }", {}, 2 + 10),
        ("{ customer { invoices(first: 3) { number } } }", {}, 2 + 3),
        ("{ customer { invoices(first: 3) { lines { quantity } } } }", {}, 2 + 3 + 30),
        # A connection's `first` counts once, at the list in it.
        ("{ customers { totalCount } }", {}, 2),
        ("{ customers(first: 4) { totalCount edges { node { name } } } }", {}, 3 + 4 + 4),
        ("query($n: Int!) { customer { invoices(first: $n) { number } } }", {"n": 7}, 2 + 7),
        ("query($n: Int! = 6) { customer { invoices(first: $n) { number } } }", {}, 2 + 6),
        # Nonsense counts as one; coercion refuses it later.
        ("{ customer { invoices(first: -5) { number } } }", {}, 2 + 1),
        ("query($n: Int!) { customer { invoices(first: $n) { number } } }", {"n": "x"}, 2 + 10),
        (
            "query($n: Int!) { customer { invoices(first: $n) { number } } }",
            {"n": float("nan")},
            2 + 10,
        ),
        # Fields and types that do not exist are validation's to name.
        ("{ nothing { at { all } } }", {}, 3),
        ("{ customer { invoices { ...G } } } fragment G on Invoice { number lines { quantity } }",
         {}, 2 + 10 * (2 + 10)),
        ("{ customer { ... on Nowhere { name } ...Absent } }", {}, 2),
    ],
)  # fmt: skip
def test_the_cost_is_the_fields_that_the_answer_could_hold(
    query: str, variables: Variables, cost: int
) -> None:
    assert measured(query, variables).cost == cost


def test_pairwise_comparisons_that_the_walk_cannot_see_end_at_their_budget() -> None:
    names = " ".join(f"f{i}: name" for i in range(3))
    many = 40
    query = (
        "{ customer { "
        + " ".join(f"...F{i}" for i in range(many))
        + " } }"
        + "".join(f" fragment F{i} on Customer {{ {names} {names} }}" for i in range(many))
    )
    errors = validate_bounded(SCHEMA, parse(query), suggest=False)
    assert errors, "the budget never ran out"
    assert OVERLAP_BUDGET <= 10_000


def test_every_rule_of_the_specification_is_kept() -> None:
    names = {rule.__name__ for rule in BOUNDED_RULES}
    assert BoundedOverlap in BOUNDED_RULES
    assert {"FieldsOnCorrectTypeRule", "NoFragmentCyclesRule", "ScalarLeafsRule"} <= names
    assert "OverlappingFieldsCanBeMergedRule" not in names


def test_suggestions_tell_names_of_the_schema_only_on_leave() -> None:
    document = parse("{ customer { nam } }")
    [told] = validate_bounded(SCHEMA, document, suggest=True)
    [untold] = validate_bounded(SCHEMA, document, suggest=False)
    assert "Did you mean" in told.message
    assert "Did you mean" not in untold.message


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents with fragments that spread later ones, any number of times, at any place."""
    count = draw(st.integers(0, 4))

    def selections(lowest: int, room: int) -> str:
        parts = ["name", "e: email"]
        if lowest < count:
            parts += [f"...F{i}" for i in range(lowest, count)]
        if room:
            inner = selections(lowest, room - 1)
            parts += [f"manager {{ {inner} }}", f"... on Customer {{ {inner} }}"]
        chosen = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3))
        return " ".join(chosen)

    text = f"{{ customer {{ {selections(0, 2)} }} }}"
    for i in range(count):
        text += f" fragment F{i} on Customer {{ {selections(i + 1, 1)} }}"
    return text


@given(documents())
def test_the_measure_agrees_with_writing_the_fragments_out(query: str) -> None:
    document = parse(query)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }

    def written_out(selections: SelectionSetNode) -> tuple[int, int, int]:
        fields, aliases, depth = 0, 0, 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                inner = written_out(node.selection_set) if node.selection_set else (0, 0, 0)
                fields += 1 + inner[0]
                aliases += (node.alias is not None) + inner[1]
                depth = max(depth, 1 + inner[2])
            else:
                assert isinstance(node, FragmentSpreadNode | InlineFragmentNode)
                inner = written_out(
                    fragments[node.name.value].selection_set
                    if isinstance(node, FragmentSpreadNode)
                    else node.selection_set
                )
                fields, aliases = fields + inner[0], aliases + inner[1]
                depth = max(depth, inner[2])
        return fields, aliases, depth

    definitions = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    sizes = [written_out(node.selection_set) for node in definitions]
    found = measure(document, SCHEMA)
    assert found.fields == max(size[0] for size in sizes)
    assert found.aliases == max(size[1] for size in sizes)
    assert found.depth == max(size[2] for size in sizes)
