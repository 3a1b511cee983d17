"""The schema with what connectors declare: fields that read records, fields that lookups provide.

`extend_schema` copies every type, so that the schema it begins with is as it was: two live in one
process.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLArgument,
    GraphQLDefaultInput,
    GraphQLField,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    extend_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)

from aggregator.schema.declared.declaration import DeclaredNode, DeclaredTypes, is_record
from aggregator.schema.names import python_name
from aggregator.schema.promises import is_record_type
from aggregator.schema.provided import (
    ATTRIBUTE,
    FIRST_SAYS,
    FIRST_USUAL,
    PROVIDED,
    ProvidedField,
    list_of,
    one_of,
)

_SOURCE: Final = parse('type X { "The name of the source that it came from." source: String! }')


def extended(core: GraphQLSchema, declared: Sequence[DeclaredTypes]) -> GraphQLSchema:
    """Add what is declared; it is known to be right (alone.py, together.py).

    What two declare alike is taken once. `core` itself, where nothing is declared.
    """
    definitions = tuple(_definitions(declared))
    if not definitions:
        return core
    schema = extend_schema(core, DocumentNode(definitions=definitions), assume_valid=True)
    for node in definitions:
        type_ = schema.type_map[node.name.value]
        if isinstance(type_, GraphQLObjectType):
            for field in node.fields or ():
                _resolved(type_.name, field.name.value, type_.fields[field.name.value])
    return schema


def _definitions(declared: Sequence[DeclaredTypes]) -> Iterator[Any]:
    named: set[str] = set()
    fields: set[tuple[str, str]] = set()
    for types in declared:
        for node in types.types:
            if node.name.value not in named:
                named.add(node.name.value)
                yield _with_source(node)
    for types in declared:
        for extension in types.extensions:
            name = extension.name.value
            new = [each for each in extension.fields or () if (name, each.name.value) not in fields]
            fields |= {(name, each.name.value) for each in new}
            if new:
                yield ObjectTypeExtensionNode(
                    name=extension.name, fields=tuple(new), loc=extension.loc
                )


def _with_source(node: DeclaredNode) -> DeclaredNode:
    if isinstance(node, EnumTypeDefinitionNode) or not is_record(node):
        return node
    (given,) = _SOURCE.definitions
    assert isinstance(given, ObjectTypeDefinitionNode)  # noqa: S101 -- it is written above
    return ObjectTypeDefinitionNode(
        name=node.name,
        description=node.description,
        fields=(*(given.fields or ()), *(node.fields or ())),
        loc=node.loc,
    )


def _resolved(holder: str, name: str, field: GraphQLField) -> None:
    """Say how a new field gets its value: by lookups, or from the record that it stands on."""
    if not is_record_type(get_named_type(field.type)):
        attribute = python_name(name)
        field.resolve = _from_record(attribute)
        field.extensions = {ATTRIBUTE: attribute}
        return
    many = is_list_type(get_nullable_type(field.type))
    how = list_of(f"{holder}.{name}", None) if many else one_of(f"{holder}.{name}")
    field.resolve = _provided(how)
    field.extensions = {PROVIDED: how}
    if many:
        field.args = {"first": _first()}


def _from_record(attribute: str) -> Callable[..., Any]:
    def resolve(root: Any, _info: Any) -> Any:
        return getattr(root, attribute)

    return resolve


def _provided(how: ProvidedField) -> Callable[..., Any]:
    def resolve(root: Any, info: Any, first: int = 1) -> Any:
        return how.find(info.context, root, first)

    return resolve


def _first() -> GraphQLArgument:
    return GraphQLArgument(
        GraphQLNonNull(GraphQLInt),
        description=FIRST_SAYS,
        default=GraphQLDefaultInput(FIRST_USUAL),
    )
