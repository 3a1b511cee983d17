"""What is executed for a card, and how many items it asks."""

from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLDefaultInput,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    Source,
    parse,
    print_ast,
    validate,
)

from aggregator.language.directives import with_layout
from aggregator.language.source import SharedFragments, as_card, parse_text
from tests.support.rendering import compile_card, compiled, customer, schema


def test_layout_is_taken_out_and_type_names_are_put_in_where_types_decide() -> None:
    card = compiled(
        """
        query Q($customerId: ID) @card(title: "T") {
          customer(by: {id: $customerId}) {
            latest { ... on Ticket @row { subject @main } ...Down }
            helper { name @text ... on Robot { model @text } }
          }
        }
        """,
        Down="fragment Down on Incident { title @text }",
    )
    assert print_ast(card.document) == print_ast(
        parse(
            """
            query Q($customerId: ID) {
              customer(by: {id: $customerId}) {
                latest { ... on Ticket { subject } ...Down __typename }
                helper { name ... on Robot { model } __typename }
              }
            }
            fragment Down on Incident { title }
            """
        )
    )
    assert validate(schema(), card.document) == []
    assert card.variables == ("customerId",)


def test_a_type_name_that_is_asked_already_is_not_asked_twice() -> None:
    text = print_ast(customer("latest { __typename ... on Ticket { subject @text } }").document)
    assert text.count("__typename") == 1


def test_a_fragment_on_an_interface_asks_the_type_name_inside_it() -> None:
    card = compiled(
        'query Q @card(title: "T") { customer { helper { ...N } } }',
        N="fragment N on Named { ... on Robot { model @text } }",
    )
    assert print_ast(card.document).count("__typename") == 2


def test_bounds_on_an_interface_hold_for_each_type_of_it() -> None:
    bounds = customer("holder { items(first: 3) }").bounds
    assert bounds == {("Holder", "items"): 3, ("Shelf", "items"): 3}


def test_bounds_are_the_largest_number_any_selection_asks() -> None:
    card = compiled(
        """
        query Q @card(title: "T") {
          customer { tickets(first: 3) { id } ...More invoices { number @text } tags @text }
        }
        """,
        More="""fragment More on Customer {
          more: tickets(first: 7) { subject @text }
          boss { features(first: 2) { name } }
        }""",
    )
    assert card.bounds == {
        ("Customer", "tickets"): 7,
        ("Customer", "invoices"): 10,
        ("Customer", "features"): 2,
    }


def test_a_variable_as_a_bound_leaves_the_schemas_default() -> None:
    card = compiled(
        """query Q($workspaceId: Int) @card(title: "T") {
          customer { tickets(first: $workspaceId) { subject @text } }
        }"""
    )
    assert card.bounds == {("Customer", "tickets"): 10}


def test_a_default_declared_as_a_value_is_a_bound_too() -> None:
    for argument in (
        GraphQLArgument(GraphQLInt, default=GraphQLDefaultInput(4)),
        GraphQLArgument(GraphQLInt, default_value=4),
    ):
        items = GraphQLField(GraphQLList(GraphQLString), args={"first": argument})
        built = GraphQLSchema(GraphQLObjectType("Query", {"items": items}))
        file = parse_text(Path("a.graphql"), Source('query Q @card(title: "T") { items @text }'))
        card = compile_card(as_card(file, "team", SharedFragments()), with_layout(built))
        assert card.bounds == {("Query", "items"): 4}
