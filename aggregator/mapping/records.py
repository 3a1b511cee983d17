"""A declared mapping, compiled once into what reads a record's fields one by one.

    to_invoice = compile_mapping(lookup.fields, failed, {"id": ID, "lines": LINES})
    invoice = to_invoice({"id": "in_1", "lines": [{"description": "Seats"}]})
    invoice.id, invoice.lines[0].description

Absent and null are the same: None, at every step of a path. So is blank text, for every transform
but `text`. Values are Python's: aware UTC datetimes, `Money`, str, int, float, bool, lists of
those; an enum is its WORD as str. What cannot be read costs its own field, or its own place in a
list: an error stands there, which names the field and its path and never the value.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aggregator.domain.errors import AggregatorError, ConnectorError
from aggregator.domain.lookup import Fields, From, Nested, Record
from aggregator.mapping.composed import Transform
from aggregator.mapping.paths import Getter, Unreadable, compile_path
from aggregator.mapping.reading import FieldReader, RecordReading
from aggregator.mapping.transforms import compile_transform

Lost = Literal["value", "item"]
"""What an unreadable value costs: its field, or the item of a list (or the record) it is in."""

ToError = Callable[[Lost, str], AggregatorError]
"""(What is lost, why) -> the error that stands in its place."""

ToReading = Callable[[Any], RecordReading | None]
"""Record -> what reads it; None: none of its fields has a value.

Raises Unreadable: it is no object, or a field that decides over all of it cannot be read.
"""

_SCALARS = (str, int, float, bool)

_REST = "the rest of the list could not be had"


class PartRecord(dict[str, Any]):
    """A record of whose list, at a path such as `tickets.nodes`, the rest could not be had."""

    def __init__(self, record: Record, at: str) -> None:
        super().__init__(record)
        self._list = re.compile(rf"(?<!\w){re.escape(at.partition('.')[0])}(?!\w)")

    def lacks(self, path: str) -> bool:
        """Whether what a path gives may be without items that belong to it."""
        return self._list.search(path) is not None


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised of a field's value, whoever fills it.

    rule      "a whole number": what `fits` wants, for the error
    fits      whether a value (of a list: an item) is of that kind
    exact     it names something, so that each digit counts: a number with a fraction is none
    words     it is text that people write: a number is read as its digits
    required  it is never null
    many      it is a list
    fields    what is promised of a nested object's fields
    beside    attributes of a nested object that are none of its fields
    """

    rule: str
    fits: Callable[[Any], bool]
    exact: bool = False
    words: bool = False
    required: bool = False
    many: bool = False
    fields: "Mapping[str, Promise]" = field(default_factory=dict)
    beside: Mapping[str, FieldReader] = field(default_factory=dict)


ANYTHING = Promise("a value", lambda _: True)


def compile_mapping(
    fields: Fields,
    failed: ToError,
    promises: Mapping[str, Promise] | None = None,
    more: Mapping[str, FieldReader] | None = None,
) -> ToReading:
    """Return what reads records. A promised field that is not mapped is null.

    `more` are attributes beside the fields. ConnectorError at once: a path or transform that does
    not exist.
    """
    return _compile(fields, failed, promises or {}, more or {}, "")


def compile_key(path: str) -> Callable[[Any], str | tuple[str | Unreadable, ...] | None]:
    """Return what reads a key, or a list of keys, for a further lookup. Raises Unreadable.

    In a list, the error stands in the place of the key that it concerns.
    """
    get = compile_path(path)

    def read(record: Any) -> str | tuple[str | Unreadable, ...] | None:
        value = get(record)
        if isinstance(value, list):
            keys = tuple(key for item in value if (key := _key_or_error(item)) is not None)
            # In front: there may be newer ones among those that are not known.
            return (Unreadable(_REST), *keys) if _is_part(record, path) else keys
        return None if value is None else exact(value)

    return read


def _is_part(record: Any, path: str) -> bool:
    return record.__class__ is PartRecord and record.lacks(path)


def exact(value: Any) -> str | None:
    """Write an id or a key as text, with every digit; None when it is blank. Raises Unreadable.

    Text of which a part was not readable (U+FFFD) names nothing: another id may have lost the same.
    """
    if isinstance(value, str):
        if "\ufffd" in value:
            raise Unreadable("no id: a part of it is not readable")
        return value if value.strip() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Unreadable("no id: text or a whole number")


def _key_or_error(item: Any) -> str | Unreadable | None:
    try:
        return None if item is None else exact(item)
    except Unreadable as error:
        return error


def _compile(
    fields: Fields,
    failed: ToError,
    promises: Mapping[str, Promise],
    more: Mapping[str, FieldReader],
    prefix: str,
) -> ToReading:
    readers: dict[str, FieldReader] = {**dict.fromkeys(promises, _null), **more}
    getters: list[Getter] = []
    deciding: list[str] = []
    for name, spec in fields.items():
        declared = From(spec) if isinstance(spec, str) else spec
        promise = promises.get(name, ANYTHING)
        getter, readers[name] = _field(prefix + name, declared, failed, promise)
        getters.append(getter)
        if isinstance(declared, From) and declared.on_error == "record":
            deciding.append(name)

    def read(record: Any) -> RecordReading | None:
        if record.__class__ is not dict and not isinstance(record, Mapping):
            raise Unreadable("it is not an object")
        if getters and _holds_nothing(getters, record):
            return None
        reading = RecordReading(readers, record)
        for name in deciding:
            error = getattr(reading, name)
            if isinstance(error, AggregatorError):
                raise Unreadable(error.message)
        return reading

    return read


def _field(
    dotted: str, spec: From | Nested, failed: ToError, promise: Promise
) -> tuple[Getter, FieldReader]:
    """Compile one field: its path alone, and what reads it."""
    try:
        if isinstance(spec, Nested):
            return compile_path(spec.path), _nested(dotted, spec, failed, promise)
        return compile_path(spec.path), _single(dotted, spec, failed, promise)
    except ConnectorError as error:
        if "field" in error.facts:  # a nested field has named itself already
            raise
        raise ConnectorError(f"Field {dotted!r}: {error.message}", field=dotted) from None


def _null(_record: Mapping[str, Any]) -> None:
    return None


def _holds_nothing(getters: Sequence[Getter], record: Mapping[str, Any]) -> bool:
    """Whether each of the paths leads to null."""
    for get in getters:
        try:
            if get(record) is not None:
                return False
        except Unreadable:
            return False
    return True


def _single(dotted: str, spec: From, failed: ToError, promise: Promise) -> FieldReader:
    get = compile_path(spec.path)
    convert = _converter(spec, promise)
    lost: Lost = "item" if promise.required else "value"

    def unreadable(why: object, what: Lost = lost) -> AggregatorError:
        return failed(what, f"field {dotted!r} ({spec.path}): {why}")

    def item(value: Any, record: Mapping[str, Any]) -> Any:
        try:
            return None if value is None else convert(value, record)
        except Unreadable as error:
            return None if spec.on_error == "null" else unreadable(error, "item")

    def several(value: Any, record: Mapping[str, Any]) -> list[Any]:
        found = (item(each, record) for each in _listed(value))
        whole = [each for each in found if each is not None]
        return [*whole, unreadable(_REST, "item")] if _is_part(record, spec.path) else whole

    made = several if promise.many else convert
    default, required = spec.default, promise.required

    def read(record: Mapping[str, Any]) -> Any:
        try:
            value = get(record)
            if default is not None and (value is None or value == ""):
                value = default
            value = None if value is None else made(value, record)
        except Unreadable as error:
            return None if spec.on_error == "null" else unreadable(error)
        if value is None and required:
            return unreadable("null where a value is required")
        return value

    return read


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unreadable("not a list")
    return value


def _converter(spec: From, promise: Promise) -> Transform:
    """What makes a present value the field's; None for blank text, `Unreadable` for what is not."""
    if spec.transform is None and spec.options:
        raise ConnectorError("options belong to a transform, and none is named")
    convert = _plain if spec.transform is None else compile_transform(spec.transform, spec.options)
    if spec.table is not None:
        convert = _translate(convert, spec.table, spec.otherwise)
    elif spec.otherwise is not None:
        raise ConnectorError("`otherwise` is for words that a table lacks, and there is no table")
    keeps_blank = spec.transform == "text" and spec.table is None
    is_exact, is_words, fits = promise.exact, promise.words, promise.fits

    def value(given: Any, record: Mapping[str, Any]) -> Any:
        if is_exact:
            given = exact(given)
        if given is None:
            return None
        if not keeps_blank and isinstance(given, str) and not given.strip():
            return None
        made = convert(given, record)
        if is_words and made.__class__ is not str and _is_number(made):
            made = str(made)
        if made is not None and not fits(made):
            raise Unreadable(f"not {promise.rule}")
        return made

    stays = spec.transform is None and spec.table is None and is_words and fits("")
    return _as_it_is(value) if stays else value


def _as_it_is(otherwise: Transform) -> Transform:
    """Let text stay what it is, promised to be text and transformed by nobody."""

    def value(given: Any, record: Mapping[str, Any]) -> Any:
        if given.__class__ is str:
            return given if given.strip() else None
        return otherwise(given, record)

    return value


def _is_number(made: Any) -> bool:
    return isinstance(made, int | float) and not isinstance(made, bool)


def _plain(value: Any, _record: Mapping[str, Any]) -> Any:
    """Let a scalar through as it is; an object is nobody's value."""
    if isinstance(value, _SCALARS):
        return value
    raise Unreadable("not a single value")


def _translate(before: Transform, table: Mapping[str, str], otherwise: str | None) -> Transform:
    words = dict(table)
    to_text = compile_transform("text", {})

    def translate(value: Any, record: Mapping[str, Any]) -> str | None:
        plain = before(value, record)
        if plain is None:
            return None
        word = words.get(to_text(plain, record), otherwise)
        if word is None:
            raise Unreadable("a word that the table does not know")
        return word

    return translate


def _nested(dotted: str, spec: Nested, failed: ToError, promise: Promise) -> FieldReader:
    get = compile_path(spec.path)
    build = _compile(spec.fields, failed, promise.fields, promise.beside, f"{dotted}.")

    def unreadable(lost: Lost, why: object) -> AggregatorError:
        return failed(lost, f"field {dotted!r} ({spec.path}): {why}")

    def item(value: Any) -> Any:
        try:
            return None if value is None else build(value)
        except Unreadable as error:
            return unreadable("item", error)

    def read(record: Mapping[str, Any]) -> Any:
        try:
            value = get(record)
            if value is None or not spec.many:
                return None if value is None else build(value)
            found = map(item, _listed(value))
            whole = [each for each in found if each is not None]
            part = _is_part(record, spec.path)
            return [*whole, unreadable("item", _REST)] if part else whole
        except Unreadable as error:
            return unreadable("value", error)

    return read
