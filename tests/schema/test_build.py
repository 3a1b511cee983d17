"""The schema as built: described throughout, the same bytes each time, nullable across sources."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    validate_schema,
)
from graphql import (
    build_schema as read_sdl,
)

from aggregator.schema.build import build_schema, sdl
from tests.support.product import ROOT
from tests.support.the_world import the_world


def own_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    return [
        type_
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
    ]


def test_everything_that_can_be_asked_has_a_description() -> None:
    bare: list[str] = []
    for type_ in the_world().schema.type_map.values():
        if type_.name.startswith("__") or type_.name in {"Int", "Float", "String", "Boolean", "ID"}:
            continue
        bare += [] if type_.description else [type_.name]
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType):
            fields = type_.fields.items()
            bare += [f"{type_.name}.{name}" for name, field in fields if not field.description]
        if isinstance(type_, GraphQLObjectType):
            bare += [
                f"{type_.name}.{name}({argument}:)"
                for name, f in type_.fields.items()
                for argument, given in f.args.items()
                if not given.description and argument not in {"by", "filter"}
            ]
    assert bare == []


def test_a_field_that_crosses_into_a_source_is_nullable() -> None:
    strict = []
    for name in the_world().types_of:
        type_name, _, field = name.partition(".")
        type_ = the_world().schema.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType)
        if isinstance(type_.fields[field].type, GraphQLNonNull):
            strict.append(name)
    assert strict == []


def test_what_can_be_provided_is_every_field_whose_values_have_a_source() -> None:
    expected = {
        f"{type_.name}.{name}"
        for type_ in own_types(the_world().schema)
        for name, field in type_.fields.items()
        if isinstance(get_named_type(field.type), GraphQLObjectType)
        and "source" in get_named_type(field.type).fields
    } - {
        "Customer.sources",  # what the directory says of a source, and no record of it
        "Customer.timeline",  # made of lists that are provided
        "TimelinePage.nodes",
    }
    assert set(the_world().types_of) == expected
    assert {"Customer.usage", "Subscription.plan", "Thread.ticket", "Query.account"} <= expected


def test_every_providable_field_is_provided_by_a_connector_of_ours() -> None:
    provided = {
        field
        for connector in the_world().connectors.values()
        for declared in connector.lookups
        for field in declared.provides
    }
    assert set(the_world().types_of) - provided == set()


def test_two_builds_are_the_same_bytes_and_a_valid_schema() -> None:
    schema, again = build_schema().schema, build_schema().schema
    assert validate_schema(schema) == []
    assert schema is not again
    assert sdl(schema) == sdl(again)
    assert sdl(read_sdl(sdl(schema))) == sdl(schema)


def test_the_exported_schema_is_fresh_and_holds_the_layout_directives() -> None:
    exported = (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8")
    assert exported == sdl(the_world().schema), "Fix: aggregator schema export"
    assert "directive @row" in exported


@pytest.mark.parametrize("enum", ["SubscriptionStatus", "TicketStatus", "InvoiceStatus"])
def test_enums_are_in_words_that_say_what_they_mean(enum: str) -> None:
    type_ = the_world().schema.type_map[enum]
    assert isinstance(type_, GraphQLEnumType)
    assert all(value.description for value in type_.values.values())
