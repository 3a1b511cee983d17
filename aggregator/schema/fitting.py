"""Whether what a connector declares fits the schema: its fields, their types and their words."""

from collections.abc import Iterator, Mapping
from enum import Enum

from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Fields, From, Lookup, Nested
from aggregator.schema.names import graphql_name
from aggregator.schema.near import meant
from aggregator.schema.promises import class_in, hints_of, promises_of

FIELD = "connector-field"
WORD = "connector-enum"


def misfits(connector: Connector, types_of: Mapping[str, type]) -> Iterator[ConnectorFault]:
    """Yield what of `connector` the schema has no place for.

    `types_of` maps each field that can be provided to the class of its values.
    """
    for lookup in connector.lookups:
        at = ("lookups", lookup.name)
        yield from _provides(lookup, types_of, at)
        classes = _classes(lookup, types_of)
        if len(classes) == 1:
            yield from _mapping(classes[0], lookup.fields, (*at, "fields"))


def _classes(lookup: Lookup, types_of: Mapping[str, type]) -> list[type]:
    return list(dict.fromkeys(types_of[each] for each in lookup.provides if each in types_of))


def _provides(lookup: Lookup, types_of: Mapping[str, type], at: At) -> Iterator[ConnectorFault]:
    for number, field in enumerate(lookup.provides):
        if field not in types_of:
            what = f"The schema has no field {field} that a connector could provide"
            near = meant(field, types_of)
            yield ConnectorFault(FIELD, (*at, "provides", number), what, near)
    classes = _classes(lookup, types_of)
    if len(classes) > 1:
        names = " and ".join(each.__name__ for each in classes)
        what = f"Its fields are of several types, {names}: one lookup gives one type"
        yield ConnectorFault(FIELD, (*at, "provides"), what)


def _mapping(cls: type, mapped: Fields, at: At) -> Iterator[ConnectorFault]:
    hints, promised = hints_of(cls), promises_of(cls)
    known = {graphql_name(name): name for name in hints}
    for name, spec in mapped.items():
        written = graphql_name(name)
        here = (*at, written)
        if name not in hints:
            what = f"{cls.__name__} has no field {written}. Use one of: {', '.join(sorted(known))}"
            near = meant(written, known)
            yield ConnectorFault(FIELD, here, what, near, word=True)
            continue
        value = class_in(hints[name])
        if isinstance(spec, From) and isinstance(value, type) and issubclass(value, Enum):
            yield from _words(value, spec, here)
        if isinstance(spec, Nested):
            if promised[name].fields:
                yield from _mapping(value, spec.fields, (*here, "fields"))
            else:
                what = f"{cls.__name__}.{written} is no object: it has no fields of its own"
                yield ConnectorFault(FIELD, here, what, word=True)
    for name in sorted(name for name in promised if promised[name].required):
        if name not in mapped:
            what = f"{cls.__name__}.{graphql_name(name)} is never null: map it to something"
            yield ConnectorFault(FIELD, at, what, word=True)


def _words(enum: type[Enum], spec: From, at: At) -> Iterator[ConnectorFault]:
    known = sorted(enum.__members__)
    one_of = f"{enum.__name__} is one of {', '.join(known)}"
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
