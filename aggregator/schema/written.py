"""A schema as JSON, and back: all that cards are checked against and drawn by, without resolvers.

Building the schema takes Strawberry, which takes longer to load than a card to be checked. What was
built is written down as its own text, with what that does not say: how each field is found.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_ast_schema,
    parse,
    print_schema,
)

from aggregator.schema.provided import (
    ATTRIBUTE,
    PROVIDED,
    ProvidedField,
    attribute_of,
    provided_by,
)
from aggregator.schema.scalar_rules import SCALAR_RULES

_TEXT: Final = "text"
_FOUND: Final = "found"
_READ: Final = "read"


def write_schema(schema: GraphQLSchema) -> Mapping[str, Any]:
    """Write `schema` down, JSON values only."""
    found: dict[str, int | None] = {}
    read: dict[str, str] = {}
    for name, field in _fields(schema):
        how, attribute = provided_by(field), attribute_of(field)
        if how is not None:
            found[name] = how.first
        if attribute is not None:
            read[name] = attribute
    return {_TEXT: print_schema(schema), _FOUND: found, _READ: read}


def read_schema(written: Mapping[str, Any]) -> GraphQLSchema:
    """Give the schema that was written; what a source would be asked for cannot be found in it.

    Raises whatever reading such a thing raises, where `written` is none.
    """
    # As we wrote it, so it is valid.
    schema = build_ast_schema(parse(written[_TEXT], no_location=True), assume_valid=True)
    found, read = written[_FOUND], written[_READ]
    for name, field in _fields(schema):
        if name in read:
            field.extensions = {ATTRIBUTE: read[name]}
        if name in found:
            field.extensions = {**field.extensions, PROVIDED: ProvidedField(_nowhere, found[name])}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLScalarType) and type_.name in SCALAR_RULES:
            _ruled(type_)
    return schema


def _ruled(scalar: GraphQLScalarType) -> None:
    rule = SCALAR_RULES[scalar.name]
    given: dict[str, Any] = {
        "serialize": rule.write,
        "coerce_output_value": rule.write,
        "parse_value": rule.read,
        "coerce_input_value": rule.read,
    }
    for name, function in given.items():
        setattr(scalar, name, function)


def _nowhere(*_: Any) -> Any:
    raise RuntimeError("a schema that was written down asks nobody")


def _fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field
