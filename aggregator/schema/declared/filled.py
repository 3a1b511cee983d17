"""Whether somebody fills what is declared: a field that nobody maps would be null for ever."""

from collections.abc import Iterable, Iterator, Sequence

from graphql import GraphQLObjectType, get_named_type

from aggregator.domain.lookup import Connector, Fields, Nested
from aggregator.schema.declared.declaration import ID, DeclaredTypes, TypesFault, is_record, named
from aggregator.schema.declared.ground import HOLDERS
from aggregator.schema.declared.together import OwnedFault
from aggregator.schema.names import graphql_name
from aggregator.schema.promises import TypesOf

UNFILLED = "types-unfilled"


def unfilled(
    declared: Sequence[DeclaredTypes],
    connectors: Iterable[Connector],
    types_of: TypesOf,
) -> Iterator[OwnedFault]:
    """Yield the fields that no lookup provides and no lookup's records fill."""
    filled = set(_filled(connectors, types_of))
    leads_to = {named(field.type).name.value for types in declared for _, field in types.fields}
    for types in declared:
        for node in types.objects:
            name = node.name.value
            if is_record(node) and name not in leads_to:
                what = f"Nothing leads to {name}: no field is of this type"
                hint = f"extend type {HOLDERS[0]} {{ {name[:1].lower()}{name[1:]}: {name} }}"
                yield OwnedFault(types.owner, TypesFault(UNFILLED, node, what, hint=hint))
        for holder, field in types.fields:
            name = f"{holder.name.value}.{field.name.value}"
            if name in filled or field.name.value == ID:
                continue
            if name in types_of:
                what = f"No lookup provides {name}: it would be null for ever"
                hint = f"A lookup of a connector.yaml says `provides: {name}`."
            else:
                what = f"No lookup fills {name}: it would be null for ever"
                hint = f"It belongs to the `fields` of a {holder.name.value} in a connector.yaml."
            yield OwnedFault(types.owner, TypesFault(UNFILLED, field, what, hint=hint))


def _filled(connectors: Iterable[Connector], types_of: TypesOf) -> Iterator[str]:
    for connector in connectors:
        for lookup in connector.lookups:
            yield from lookup.provides
            for type_ in (types_of[each] for each in lookup.provides if each in types_of):
                yield from _mapped(type_, lookup.fields)


def _mapped(type_: GraphQLObjectType, fields: Fields) -> Iterator[str]:
    for name, spec in fields.items():
        field = type_.fields.get(graphql_name(name))
        if field is None:
            continue
        yield f"{type_.name}.{graphql_name(name)}"
        inner = get_named_type(field.type)
        if isinstance(spec, Nested) and isinstance(inner, GraphQLObjectType):
            yield from _mapped(inner, spec.fields)
