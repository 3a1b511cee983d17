"""The schema, built: Strawberry's types as a graphql-core schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
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

from aggregator.schema.query import Query
from aggregator.schema.scalars import SCALARS

Schema = GraphQLSchema
"""The schema as others hold it, who do not import graphql-core themselves."""


@dataclass(frozen=True, slots=True)
class BuiltSchema:
    """The internal schema, and what connectors may fill of it.

    types_of  each object field that a connector may provide (`Customer.usage`), which are those
              whose type has a `source` -> the class of its values
    """

    schema: Schema
    types_of: Mapping[str, type]


def build_schema() -> BuiltSchema:
    """Build the schema that connectors fill. Strawberry declares it; graphql-core executes it."""
    declared = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=dict(SCALARS)))
    return BuiltSchema(_core(declared), _types_of(declared))


def _core(declared: strawberry.Schema) -> Schema:
    return declared._schema  # noqa: SLF001 -- it has no public name, and a test holds it


def _types_of(declared: strawberry.Schema) -> Mapping[str, type]:
    converter = declared.schema_converter
    found: dict[str, type] = {}
    for name, type_ in _core(declared).type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in type_.fields.items():
            value = get_named_type(field.type)
            if isinstance(value, GraphQLObjectType) and "source" in value.fields:
                definition: Any = converter.type_map[value.name].definition
                if isinstance(definition, StrawberryObjectDefinition):
                    found[f"{name}.{field_name}"] = definition.origin
    return MappingProxyType(found)


def sdl(schema: Schema) -> str:
    """`schema` as text, sorted, so that two exports of one schema are the same bytes."""
    return print_schema(lexicographic_sort_schema(schema)) + "\n"
