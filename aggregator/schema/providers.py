"""From the lookups of the active sources to what provides each field of the schema."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.errors import (
    AggregatorError,
    ConnectorError,
    ItemUnreadable,
    SourceMalformed,
    ValueUnreadable,
)
from aggregator.domain.lookup import Connector, Lookup, Record
from aggregator.domain.page_ways import ListPages
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.reading import FieldReader
from aggregator.mapping.records import Lost, PartRecord, ToError, compile_key, compile_mapping
from aggregator.schema.fitting import misfits
from aggregator.schema.lookup_plan import Key, Keys, LookupPlan, LookupStep
from aggregator.schema.promises import TypesOf, held_promises, promises_of
from aggregator.schema.systems import Provider, Providers, RecordsReader, Source

_ReadOne = Callable[[Any], object]
"""One record -> what is made of it; None: it holds nothing. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class KeysOnly:
    """What a lookup that provides no field gives: only the keys that it leads to."""

    keys: Keys


def bind(sources: Iterable[Source], types_of: TypesOf) -> Providers:
    """All providers by field, in the order of `sources`.

    `types_of` maps each providable field to the type of its values. Raises ConnectorError when
    a connector provides a field that the schema lacks, or maps fields its type does not have.
    """
    by_name = {source.name: source for source in sources}
    for source in by_name.values():
        _fit(source.connector, types_of)
    readers = {
        (name, lookup.name): _reader(name, lookup, types_of)
        for name, source in by_name.items()
        for lookup in source.connector.lookups
    }

    def at_source(step: LookupStep) -> Provider:
        return Provider(by_name[step.source], step, readers[step.source, step.lookup.name])

    plan = LookupPlan.of({name: source.connector for name, source in by_name.items()})
    return {
        field: tuple(tuple(map(at_source, route.steps)) for route in plan.to(field))
        for field in types_of
    }


def _fit(connector: Connector, types_of: TypesOf) -> None:
    """Raise ConnectorError for the first thing that the schema has no place for."""
    for fault in misfits(connector, types_of):
        where = ", ".join(map(str, fault.at))
        raise ConnectorError(f"The connector {connector.key}, {where}: {fault.message}")


def _reader(source: str, lookup: Lookup, types_of: TypesOf) -> RecordsReader:
    types = list({types_of[field].name: types_of[field] for field in lookup.provides}.values())
    failed = _failed(source, lookup)
    keys_of = _keys(source, lookup, failed)
    if not types:
        return _for_all(lookup, lambda record: KeysOnly(keys_of(record)), failed)
    (of,) = types
    more: Mapping[str, FieldReader] = {"source": lambda _: source, "keys": keys_of}
    held = held_promises(of, {**more, "keys": lambda _: {}})
    promises = {**promises_of(of), **{name: held[name] for name in held if name in lookup.fields}}
    return _for_all(lookup, compile_mapping(lookup.fields, failed, promises, more), failed)


def _for_all(lookup: Lookup, read: _ReadOne, failed: ToError) -> RecordsReader:
    """`read` for all records of a key; what cannot be read costs its own place among many."""

    def item(record: Any) -> object:
        try:
            return read(record)
        except Unreadable as error:
            return failed("item", str(error))

    def read_many(records: Sequence[Record | None]) -> object:
        return tuple(found for record in records if (found := item(record)) is not None)

    pages = lookup.pages

    def read_one(records: Sequence[Record | None]) -> object:
        first = records[0]
        if len(records) > 1 and first is not None and isinstance(pages, ListPages):
            first = PartRecord(first, pages.list)
        found = item(first)
        if isinstance(found, AggregatorError):
            raise found
        return found

    return read_many if lookup.many else read_one


def _failed(source: str, lookup: Lookup) -> ToError:
    """What stands in the place of something unreadable; its message names no value."""
    whole = ItemUnreadable if lookup.many else SourceMalformed
    kinds: Mapping[Lost, type[SourceMalformed]] = {"value": ValueUnreadable, "item": whole}

    def failed(lost: Lost, why: str) -> AggregatorError:
        return kinds[lost](
            source,
            f"{source} sent a record that the lookup {lookup.name} cannot read: {why}",
            lookup=lookup.name,
        )

    return failed


def _keys(source: str, lookup: Lookup, failed: ToError) -> Callable[[Any], Keys]:
    """What reads the keys that a record holds for further lookups; without a value it is absent."""
    links = {f"{source}.{kind}": compile_key(path) for kind, path in lookup.keys.items()}

    def key(kind: str, record: Any) -> Key | None:
        try:
            found = links[kind](record)
        except Unreadable as error:
            return failed("value", f"the key {kind!r}: {error}")
        if not isinstance(found, tuple):
            return found
        return tuple(
            failed("item", f"the key {kind!r}: {each}") if isinstance(each, Unreadable) else each
            for each in found
        )

    def keys_of(record: Any) -> Keys:
        if not isinstance(record, Mapping):
            raise Unreadable("it is not an object")
        return {kind: found for kind in links if (found := key(kind, record)) is not None}

    return keys_of
