"""A declared mapping, compiled once into a function from a record to a value of a type.

    to_invoice = compile_mapping(lookup.fields, Invoice, builders={"lines": InvoiceLine})
    invoice = to_invoice({"id": "in_1", "lines": [{"description": "Seats"}]})

Absent and null are the same: None. Values are Python's: aware UTC datetimes, `Money`, str, int,
float, bool, lists of those; an enum is its WORD as str. What cannot be read is a ValueError that
names the field and its path, never the value.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Fields, From, Nested
from aggregator.mapping.paths import Getter, Unreadable, compile_path
from aggregator.mapping.transforms import Transform, compile_transform

T = TypeVar("T")

_Reader = Callable[[Mapping[str, Any]], Any]
_SCALARS = (str, int, float, bool)


def compile_mapping(
    fields: Fields,
    build: Callable[..., T],
    *,
    builders: Mapping[str, Callable[..., Any]] | None = None,
    required: Collection[str] = (),
) -> Callable[[Mapping[str, Any]], T]:
    """Return the function from a record to `build(**values)`, one keyword a field.

    `builders` holds what builds each `Nested` field, by dotted name ("lines", "lines.tax"); one
    without a builder becomes a dict. `required` names fields (dotted, too) whose null makes the
    record unreadable, whatever their `on_error`. ConnectorError at once: a path or transform that
    does not exist. ValueError from the function: a value that `on_error: fail` does not forgive.
    """
    return _compile(fields, build, builders or {}, frozenset(required), "")


def _compile(
    fields: Fields,
    build: Callable[..., T],
    builders: Mapping[str, Callable[..., Any]],
    required: frozenset[str],
    prefix: str,
) -> Callable[[Mapping[str, Any]], T]:
    readers: list[tuple[str, _Reader]] = []
    for name, spec in fields.items():
        dotted = prefix + name
        try:
            if isinstance(spec, Nested):
                reader = _nested(dotted, spec, builders, required)
            else:
                reader = _single(dotted, From(spec) if isinstance(spec, str) else spec)
        except ConnectorError as error:
            if "field" in error.facts:  # a nested field has named itself already
                raise
            raise ConnectorError(f"Field {dotted!r}: {error.message}", field=dotted) from None
        readers.append((name, _not_null(dotted, reader) if dotted in required else reader))

    def read(record: Mapping[str, Any]) -> T:
        if not isinstance(record, Mapping):
            raise Unreadable("The record is not an object")
        return build(**{name: reader(record) for name, reader in readers})

    return read


def _single(dotted: str, spec: From) -> _Reader:
    get = compile_path(spec.path)
    convert = _plain if spec.transform is None else compile_transform(spec.transform, spec.options)
    if spec.transform is None and spec.options:
        raise ConnectorError("options belong to a transform, and none is named")
    if spec.table is not None:
        convert = _translate(convert, spec.table)

    def read(record: Mapping[str, Any]) -> Any:
        try:
            value = get(record)
            return None if value is None else convert(value, record)
        except Unreadable as error:
            if spec.on_error == "null":
                return None
            raise ValueError(f"Field {dotted!r} ({spec.path}): {error}") from None

    return read


def _plain(value: Any, _record: Mapping[str, Any]) -> Any:
    """Let scalars and lists of scalars through as they are; an object is nobody's value."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, list) and all(isinstance(item, _SCALARS) for item in value):
        return value
    raise Unreadable("not a single value, nor a list of such")


def _translate(before: Transform, table: Mapping[str, str]) -> Transform:
    words = dict(table)
    to_text = compile_transform("text", {})

    def translate(value: Any, record: Mapping[str, Any]) -> str | None:
        plain = before(value, record)
        if plain is None:
            return None
        word = words.get(to_text(plain, record))
        if word is None:
            raise Unreadable("a word that the table does not know")
        return word

    return translate


def _nested(
    dotted: str,
    spec: Nested,
    builders: Mapping[str, Callable[..., Any]],
    required: frozenset[str],
) -> _Reader:
    get = compile_path(spec.path)
    build = _compile(spec.fields, builders.get(dotted, dict), builders, required, f"{dotted}.")

    def one(item: Any) -> Any:
        if not isinstance(item, Mapping):
            raise Unreadable(f"Field {dotted!r} ({spec.path}): not an object")
        return build(item)

    def many(items: Any) -> list[Any]:
        if not isinstance(items, list):
            raise Unreadable(f"Field {dotted!r} ({spec.path}): not a list")
        return [one(item) for item in items]

    convert = many if spec.many else one

    def read(record: Mapping[str, Any]) -> Any:
        value = _get(get, record, dotted, spec.path)
        return None if value is None else convert(value)

    return read


def _get(get: Getter, record: Mapping[str, Any], dotted: str, path: str) -> Any:
    try:
        return get(record)
    except Unreadable as error:
        raise ValueError(f"Field {dotted!r} ({path}): {error}") from None


def _not_null(dotted: str, reader: _Reader) -> _Reader:
    def read(record: Mapping[str, Any]) -> Any:
        value = reader(record)
        if value is None:
            raise ValueError(f"Field {dotted!r}: null where a value is required")
        return value

    return read
