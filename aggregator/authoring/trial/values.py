"""What became of a record's fields: values as they may be shown, and why others are null.

Enum words, numbers, moments and money are shown. Texts are a person's more often than not: their
length is told, not what they say.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType, get_named_type

from aggregator.authoring.trial.report import FieldReading
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Fields, From, Nested
from aggregator.domain.money import Money
from aggregator.mapping.paths import Unreadable, compile_path
from aggregator.schema.names import python_name
from aggregator.schema.promises import filled_fields

_ITEMS = 1
"""Items of a list that are looked into."""


def readings(
    of: GraphQLObjectType, fields: Fields, reading: Any, record: Mapping[str, Any], prefix: str = ""
) -> Iterator[FieldReading]:
    """Yield what each field of the type `of` came to, in the schema's order.

    `reading` is the record as it is read, `record` as it was sent.
    """
    for graphql_name, field in filled_fields(of).items():
        name, written = python_name(graphql_name), prefix + graphql_name
        spec = fields.get(name)
        if spec is None:
            yield FieldReading(written, why="the connector does not map it")
            continue
        yield from _field(written, get_named_type(field.type), spec, getattr(reading, name), record)


def _field(
    name: str,
    kind: GraphQLNamedType,
    spec: "str | From | Nested",
    value: Any,
    record: Mapping[str, Any],
) -> Iterator[FieldReading]:
    if isinstance(value, AggregatorError):
        yield FieldReading(name, why=value.message, failed=True)
        return
    if value is None or value == []:
        yield FieldReading(name, why=_why(spec, record, listed=value == []))
        return
    if not isinstance(spec, Nested) or not isinstance(kind, GraphQLObjectType):
        yield FieldReading(name, shown(value, kind))
        return
    given = compile_path(spec.path)(record)
    many = isinstance(value, list)
    if many:
        yield FieldReading(name, _counted(len(value)))
    pairs = list(zip(value, given, strict=False))[:_ITEMS] if many else [(value, given)]
    for each, raw in pairs:
        if isinstance(each, AggregatorError):
            yield FieldReading(name, why=each.message, failed=True)
        elif isinstance(raw, Mapping):
            below = f"{name}[0]." if many else f"{name}."
            yield from readings(kind, spec.fields, each, raw, below)


def _why(spec: "str | From | Nested", record: Mapping[str, Any], *, listed: bool) -> str:
    path = spec if isinstance(spec, str) else spec.path
    try:
        found = compile_path(path)(record)
    except Unreadable as error:
        return f"`{path}` cannot be read, which it is told to pass over: {error}"
    if found is None:
        return f"null at `{path}`" if _is_there(path, record) else f"nothing at `{path}`"
    if listed:
        return f"an empty list at `{path}`"
    if isinstance(found, str) and not found.strip():
        return f"blank text at `{path}`"
    return f"what is at `{path}` cannot be read, and it is told to pass over that"


def _is_there(path: str, record: Any) -> bool:
    for name in path.split("."):
        if not isinstance(record, Mapping) or name not in record:
            return False
        record = record[name]
    return True


def shown(value: Any, kind: GraphQLNamedType) -> str:
    """Write a value as it may be shown: no text that a person may stand in."""
    if isinstance(value, list | tuple):
        return _counted(len(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(kind, GraphQLEnumType) or isinstance(value, int | float | Money):
        return str(value)
    return f"text of {len(value)}" if isinstance(value, str) else f"({type(value).__name__})"


def _counted(items: int) -> str:
    return "1 item" if items == 1 else f"{items} items"


def same_records(
    one: Sequence[Mapping[str, Any] | None], other: Sequence[Mapping[str, Any] | None], path: str
) -> bool:
    """Whether both are the same records in the same order, by what is at `path` in each."""
    return list(map(_identity(path), one)) == list(map(_identity(path), other))


def _identity(path: str) -> Any:
    get = compile_path(path)

    def read(record: Mapping[str, Any] | None) -> Any:
        try:
            found = None if record is None else get(record)
        except Unreadable:
            found = None
        return record if found is None else found

    return read
