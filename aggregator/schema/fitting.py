"""Whether what a connector declares fits the schema: its fields, their types and their words."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Fields, From, Lookup, Nested
from aggregator.schema.names import graphql_name, python_name
from aggregator.schema.near import meant
from aggregator.schema.promises import TypesOf, filled_fields, held_fields

FIELD = "connector-field"
WORD = "connector-enum"


def misfits(connector: Connector, types_of: TypesOf) -> Iterator[ConnectorFault]:
    """Yield what of `connector` the schema has no place for.

    `types_of` maps each field that can be provided to the type of its values.
    """
    for lookup in connector.lookups:
        at = ("lookups", lookup.name)
        yield from _provides(lookup, types_of, at)
        types = _types(lookup, types_of)
        if len(types) == 1:
            yield from _mapping(types[0], lookup.fields, (*at, "fields"), whole=True)


def _types(lookup: Lookup, types_of: TypesOf) -> list[GraphQLObjectType]:
    return list(dict.fromkeys(types_of[each] for each in lookup.provides if each in types_of))


def _provides(lookup: Lookup, types_of: TypesOf, at: At) -> Iterator[ConnectorFault]:
    for number, field in enumerate(lookup.provides):
        if field not in types_of:
            what = f"The schema has no field {field} that a connector could provide"
            near = meant(field, types_of)
            yield ConnectorFault(FIELD, (*at, "provides", number), what, near)
    types = _types(lookup, types_of)
    if len(types) > 1:
        names = " and ".join(each.name for each in types)
        what = f"Its fields are of several types, {names}: one lookup gives one type"
        yield ConnectorFault(FIELD, (*at, "provides"), what)


def _mapping(
    of: GraphQLObjectType, mapped: Fields, at: At, *, whole: bool = False
) -> Iterator[ConnectorFault]:
    """`whole`: it is the record itself, which may hold what a lookup would provide."""
    known = filled_fields(of)
    if whole:
        held = held_fields(of)
        known = {**known, **{name: held[name] for name in held if python_name(name) in mapped}}
    for name, spec in mapped.items():
        written = graphql_name(name)
        here = (*at, written)
        if written not in known:
            what = f"{of.name} has no field {written}. Use one of: {', '.join(sorted(known))}"
            near = meant(written, known)
            yield ConnectorFault(FIELD, here, what, near, word=True)
            continue
        value = get_named_type(known[written].type)
        if isinstance(spec, From) and isinstance(value, GraphQLEnumType):
            yield from _words(value, spec, here)
        yield from _shape(f"{of.name}.{written}", known[written], spec, here)
        if isinstance(spec, Nested) and isinstance(value, GraphQLObjectType):
            yield from _mapping(value, spec.fields, (*here, "fields"))
    for name in sorted(name for name in known if is_non_null_type(known[name].type)):
        if python_name(name) not in mapped:
            what = f"{of.name}.{name} is never null: map it to something"
            yield ConnectorFault(FIELD, at, what, word=True)


def _shape(name: str, field: GraphQLField, spec: object, at: At) -> Iterator[ConnectorFault]:
    """Tell a value where an object belongs, one where a list belongs, and the other way round."""
    is_object = isinstance(get_named_type(field.type), GraphQLObjectType)
    if not isinstance(spec, Nested):
        if is_object:
            what = f"{name} is an object: a table with its `path` and its `fields` stands here"
            yield ConnectorFault(FIELD, at, what, word=True)
    elif not is_object:
        what = f"{name} is no object: it has no fields of its own"
        yield ConnectorFault(FIELD, at, what, word=True)
    elif spec.many != is_list_type(get_nullable_type(field.type)):
        fix = "it has no `many: true`" if spec.many else "add `many: true`"
        what = f"{name} is {'one object' if spec.many else 'a list'}: {fix}"
        yield ConnectorFault(FIELD, at, what, word=True)


def _words(enum: GraphQLEnumType, spec: From, at: At) -> Iterator[ConnectorFault]:
    known = sorted(enum.values)
    one_of = f"{enum.name} is one of {', '.join(known)}"
    if spec.table is None:
        yield ConnectorFault(
            WORD, at, f"{one_of}; a table translates the system's words into it", word=True
        )
        return
    given = [((*at, "table", word), value) for word, value in spec.table.items()]
    if spec.otherwise is not None:
        given.append(((*at, "otherwise"), spec.otherwise))
    for here, value in given:
        if value not in known:
            near = meant(value, known)
            yield ConnectorFault(WORD, here, f'{one_of}; "{value}" is none of them', near)
