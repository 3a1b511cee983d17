"""The schema, built: Strawberry's types as a graphql-core schema, and what connectors declare."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import strawberry
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig

from aggregator.schema.declared.declaration import DeclaredTypes
from aggregator.schema.declared.extend import extended
from aggregator.schema.mutation import Mutation
from aggregator.schema.promises import TypesOf, is_record_type
from aggregator.schema.query import Query
from aggregator.schema.scalars import SCALARS
from aggregator.schema.timeline import with_timeline

Schema = GraphQLSchema
"""The schema as others hold it, who do not import graphql-core themselves."""


@dataclass(frozen=True, slots=True)
class BuiltSchema:
    """The internal schema, and what connectors may fill of it.

    types_of  each object field that a connector may provide, which are those whose type has a
              `source`
    core      the schema without what is declared: the next one is built on it
    """

    schema: Schema
    types_of: TypesOf
    core: Schema


def build_schema(declared: Sequence[DeclaredTypes] = (), core: Schema | None = None) -> BuiltSchema:
    """Build the schema that connectors fill. Strawberry declares it; graphql-core executes it.

    `declared` is known to be right. `core`: of an earlier build, which is not changed.
    """
    core = core or core_schema()
    schema = extended(core, declared)
    if schema is not core:
        with_timeline(schema)
    return BuiltSchema(schema, _types_of(schema), core)


def core_schema() -> Schema:
    """Build what the schema is of itself."""
    declared = strawberry.Schema(
        query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=dict(SCALARS))
    )
    return with_timeline(declared._schema)  # noqa: SLF001 -- without a public name; a test holds it


def _types_of(schema: Schema) -> TypesOf:
    found: dict[str, GraphQLObjectType] = {}
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in type_.fields.items():
            value = get_named_type(field.type)
            if isinstance(value, GraphQLObjectType) and is_record_type(value):
                found[f"{name}.{field_name}"] = value
    return MappingProxyType(found)


def sdl(schema: Schema) -> str:
    """`schema` as text, sorted, so that two exports of one schema are the same bytes."""
    return print_schema(lexicographic_sort_schema(schema)) + "\n"
