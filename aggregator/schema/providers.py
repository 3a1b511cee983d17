"""From the lookups of the active sources to what provides each field of the schema."""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from aggregator.domain.errors import ConnectorError, SourceMalformed
from aggregator.domain.lookup import Connector, From, Lookup, Nested
from aggregator.mapping.paths import Unreadable, compile_path
from aggregator.mapping.records import compile_mapping
from aggregator.schema.context import Keys, Provider, Providers, Read, Source
from aggregator.upstream import Record


@dataclass(frozen=True, slots=True)
class Link:
    """What a lookup that provides no field gives: only the keys that it leads to."""

    keys: Keys


def bind(sources: Iterable[Source], types_of: Mapping[str, type]) -> Providers:
    """All providers by field, in the order of `sources`.

    `types_of` maps each providable field to the class of its values. Raises ConnectorError when
    a connector provides a field that the schema lacks, or maps fields its type does not have.
    """
    providers: dict[str, list[Provider]] = {field: [] for field in types_of}
    for source in sources:
        reads = {
            lookup.name: _reader(source.name, source.connector, lookup, types_of)
            for lookup in source.connector.lookups
        }
        bound = {
            lookup.name: Provider(source, lookup, reads[lookup.name])
            for lookup in source.connector.lookups
        }
        for lookup in source.connector.lookups:
            for field in lookup.provides:
                via = bound.get(lookup.via[field]) if field in lookup.via else None
                provider = bound[lookup.name]
                providers[field].append(Provider(source, lookup, provider.read, via))
    return {field: tuple(found) for field, found in providers.items()}


def check_connector(connector: Connector, types_of: Mapping[str, type]) -> None:
    """Raise ConnectorError for whatever `bind` would, without a source."""
    names = {lookup.name for lookup in connector.lookups}
    for lookup in connector.lookups:
        _reader(connector.key, connector, lookup, types_of)
        for field, via in lookup.via.items():
            if via not in names:
                raise ConnectorError(
                    f"The connector {connector.key}, lookup {lookup.name}: {field} goes via "
                    f"{via!r}, which is no lookup of it. Use one of: {', '.join(sorted(names))}"
                )


def _reader(
    source: str, connector: Connector, lookup: Lookup, types_of: Mapping[str, type]
) -> Read:
    where = f"The connector {connector.key}, lookup {lookup.name}"
    unknown = [field for field in lookup.provides if field not in types_of]
    if unknown:
        raise ConnectorError(f"{where}: the schema has no field {unknown[0]}")
    classes = {types_of[field] for field in lookup.provides}
    if len(classes) > 1:
        raise ConnectorError(f"{where}: its fields are of several types; one lookup gives one type")
    links = {f"{source}.{kind}": compile_path(path) for kind, path in lookup.keys.items()}

    def keys_of(record: Record) -> Keys:
        found = {kind: _key(get(record)) for kind, get in links.items()}
        return {kind: key for kind, key in found.items() if key is not None}

    if not classes:
        return _guarded(source, lookup, lambda record: Link(keys_of(record)))
    (cls,) = classes
    shape = _Shape.of(cls, where)
    shape.check(lookup.fields)
    read_fields: Callable[[Record], dict[str, Any]] = compile_mapping(
        lookup.fields, dict, builders=shape.builders(lookup.fields), required=shape.required
    )
    blank = dict.fromkeys(shape.fields)

    def read(record: Record) -> object:
        return cls(**{**blank, **read_fields(record), "source": source, "keys": keys_of(record)})

    return _guarded(source, lookup, read)


def _guarded(source: str, lookup: Lookup, read: Callable[[Record], object]) -> Read:
    """`read` for all records of a key, with a record that cannot be read as a SourceError."""

    def read_all(records: Sequence[Record]) -> object:
        try:
            if lookup.many:
                return tuple(read(record) for record in records)
            return read(records[0])
        except (ValueError, Unreadable) as error:
            raise SourceMalformed(
                source,
                f"{source} sent a record that the lookup {lookup.name} cannot read: {error}",
                lookup=lookup.name,
            ) from None

    return read_all


def _key(value: Any) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(str(item) for item in value if isinstance(item, str | int))
    if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        return str(value)
    return None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a class of the schema can be built from: its plain fields and which may not be null."""

    cls: type
    where: str
    fields: Mapping[str, Any]
    required: frozenset[str]

    @classmethod
    def of(cls, of: type, where: str) -> "_Shape":
        definition = of.__strawberry_definition__  # type: ignore[attr-defined]
        hints = get_type_hints(of)
        fields = {
            field.python_name: hints[field.python_name]
            for field in definition.fields
            if field.base_resolver is None and field.python_name != "source"
        }
        required = frozenset(name for name, hint in fields.items() if not _optional(hint))
        return cls(of, where, fields, required)

    def check(self, mapped: Mapping[str, str | From | Nested], prefix: str = "") -> None:
        for name, spec in mapped.items():
            hint = self.fields.get(name)
            if hint is None:
                raise ConnectorError(
                    f"{self.where}: it maps {prefix}{name}, and {self.cls.__name__} has no such "
                    f"field. Use one of: {', '.join(sorted(self.fields))}"
                )
            value = _plain(hint)
            if isinstance(spec, From) and isinstance(value, type) and issubclass(value, Enum):
                self._check_words(prefix + name, value, spec)
            if isinstance(spec, Nested):
                _Shape.of(value, self.where).check(spec.fields, f"{prefix}{name}.")
        missing = sorted(self.required - set(mapped))
        if missing:
            raise ConnectorError(
                f"{self.where}: {self.cls.__name__}.{missing[0]} is never null: map it to something"
            )

    def _check_words(self, name: str, enum: type[Enum], spec: From) -> None:
        known = set(enum.__members__)
        wrong = sorted(set((spec.table or {}).values()) - known)
        if spec.table is None or wrong:
            what = f"{wrong[0]!r} is none of them" if wrong else "it has no `table`"
            raise ConnectorError(
                f"{self.where}: {name} is one of {', '.join(sorted(known))}; {what}"
            )

    def builders(self, mapped: Mapping[str, str | From | Nested]) -> dict[str, Callable[..., Any]]:
        """How each nested object is built: its own class, what is not mapped being null."""
        found: dict[str, Callable[..., Any]] = {}
        for name, spec in mapped.items():
            if isinstance(spec, Nested):
                inner = _Shape.of(_plain(self.fields[name]), self.where)
                blank = dict.fromkeys(inner.fields)
                found[name] = lambda _cls=inner.cls, _blank=blank, **values: _cls(
                    **{**_blank, **values}
                )
        return found


def _optional(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _plain(hint: Any) -> Any:
    """The class inside `X | None`, `list[X]` and their like."""
    while get_origin(hint) in (Union, types.UnionType, list):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return hint
