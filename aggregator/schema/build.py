"""The schema, built once: Strawberry's types as a graphql-core schema."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import strawberry
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryObjectDefinition

from aggregator.domain.lookup import Connector
from aggregator.schema.providers import check_connector
from aggregator.schema.query import Query
from aggregator.schema.scalars import SCALARS

Schema = GraphQLSchema
"""The schema as others hold it, who do not import graphql-core themselves."""


@cache
def build_schema() -> Schema:
    """The internal schema. Strawberry declares it; graphql-core executes it (execute.py)."""
    return _strawberry()._schema  # noqa: SLF001 -- it has no public name, and a test holds it


@cache
def providable() -> Mapping[str, type]:
    """Each object field that a connector may provide (`Customer.usage`) -> the class of its values.

    These are the fields whose type has a `source`.
    """
    converter = _strawberry().schema_converter
    found: dict[str, type] = {}
    for name, type_ in build_schema().type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in type_.fields.items():
            value = get_named_type(field.type)
            if isinstance(value, GraphQLObjectType) and "source" in value.fields:
                definition: Any = converter.type_map[value.name].definition
                if isinstance(definition, StrawberryObjectDefinition):
                    found[f"{name}.{field_name}"] = definition.origin
    return found


def check_connectors(connectors: Iterable[Connector]) -> None:
    """Raise ConnectorError for a declaration that does not fit the schema."""
    for connector in connectors:
        check_connector(connector, providable())


def sdl(schema: Schema) -> str:
    """`schema` as text, sorted, so that two exports of one schema are the same bytes."""
    return print_schema(lexicographic_sort_schema(schema)) + "\n"


@cache
def _strawberry() -> strawberry.Schema:
    return strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=dict(SCALARS)))
