"""A card's data, read into its classes: decided once for each field, when the card is loaded.

What was promised otherwise by the schema (an unknown enum value, a moment that is none) fails that
field alone, as if its source had failed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aggregator.domain.card import Failed
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    InternalError,
    ItemUnreadable,
    SourceError,
    ValueUnreadable,
)
from aggregator.domain.money import Money
from aggregator.mapping.formatters import parse_moment
from aggregator.render.python.data import FAILED, Data, Markdown
from aggregator.render.python.shapes import (
    EnumShape,
    ListShape,
    NullableShape,
    ObjectShape,
    Shape,
    Shapes,
    UnionShape,
)

OnFailure = Callable[[Failed], None]
"""Hears of each field that failed."""

ValueReader = Callable[[Any, OnFailure], Any]
"""A value of the result -> the value in Python. Raises `_Lost` where it failed."""

_SCALARS: Mapping[str, Callable[[Any], Any]] = {
    "DateTime": parse_moment,
    "Money": Money.parse,
    "Markdown": Markdown,
}


class _Lost(Exception):
    """What should stand here failed. `null`: it reads as null, and is told below the card."""

    def __init__(self, error: AggregatorError, *, null: bool = False) -> None:
        self.error = error
        self.null = null


def reader(
    shapes: Shapes, classes: Mapping[str, Any]
) -> Callable[[Mapping[str, Any], OnFailure], Data]:
    """Make what reads a card's data; `classes` by their names, as the file of types has them."""
    made = _Readers(shapes, classes)
    read = made.record(shapes.root)

    def data(result: Mapping[str, Any], told: OnFailure) -> Data:
        found: Data = read(result, told)
        return found

    return data


class _Readers:
    """Makes one reader a record, however often the record is held."""

    def __init__(self, shapes: Shapes, classes: Mapping[str, Any]) -> None:
        self._shapes = shapes
        self._classes = classes
        self._records: dict[int, ValueReader] = {}

    def record(self, record: ObjectShape) -> ValueReader:
        known = self._records.get(id(record))
        if known is None:
            known = self._records[id(record)] = self._record(record)
        return known

    def _record(self, record: ObjectShape) -> ValueReader:
        kind = self._classes[record.name]
        fields = [(each.key, each.name, self._value(each.shape)) for each in record.members]

        def read(value: Any, told: OnFailure) -> Any:
            if not isinstance(value, Mapping):
                raise _Lost(_unreadable(record.type, told))
            made = object.__new__(kind)
            failed: dict[str, AggregatorError] = {}
            for key, name, field in fields:
                try:
                    object.__setattr__(made, name, field(value.get(key), told))
                except _Lost as lost:
                    failed[name] = lost.error
                    if lost.null:
                        object.__setattr__(made, name, None)
            object.__setattr__(made, FAILED, failed)
            return made

        return read

    def _value(self, shape: Shape) -> ValueReader:
        """Read a value of this shape, which may have failed."""
        optional = isinstance(shape, NullableShape)
        inner = self._present(shape.value if isinstance(shape, NullableShape) else shape)

        def read(value: Any, told: OnFailure) -> Any:
            if value.__class__ is Failed:
                if optional and isinstance(value.error, CustomerNotFound):
                    return None  # expected: as if it were null
                told(value)
                # One odd value of a record is no reason to draw nothing of all the others.
                raise _Lost(value.error, null=optional and isinstance(value.error, ValueUnreadable))
            if value is None and optional:
                return None
            return inner(value, told)

        return read

    def _present(self, shape: Shape) -> ValueReader:
        if isinstance(shape, ListShape):
            return _many(self._value(shape.item))
        if isinstance(shape, UnionShape):
            return self._either(shape)
        if isinstance(shape, ObjectShape):
            return self.record(shape)
        if isinstance(shape, EnumShape):
            name, _ = self._shapes.enums[shape.enum]
            return _parsed(shape.enum, self._classes[name])
        name = shape.name if not isinstance(shape, NullableShape) else ""
        return _parsed(name, _SCALARS[name]) if name in _SCALARS else _as_it_is(name)

    def _either(self, either: UnionShape) -> ValueReader:
        by_type = {record.type: self.record(record) for record in either.records}

        def read(value: Any, told: OnFailure) -> Any:
            named = value.get("__typename") if isinstance(value, Mapping) else None
            inner = by_type.get(named) if isinstance(named, str) else None
            if inner is None:
                raise _Lost(_unreadable(either.type, told))
            return inner(value, told)

        return read


def _many(item: ValueReader) -> ValueReader:
    def read(value: Any, told: OnFailure) -> Any:
        if not isinstance(value, list):
            raise _Lost(_unreadable("list", told))
        return tuple(_present(value, item, told))

    return read


def _present(items: Sequence[Any], item: ValueReader, told: OnFailure) -> Iterator[Any]:
    """Read what is there.

    An item that is unreadable is left out and told below the card, as in a list of the card
    language; a null holds nothing. Where a source failed the list has failed: raises _Lost.
    """
    for each in items:
        if each is None:
            continue
        try:
            yield item(each, told)
        except _Lost as lost:
            if _is_of_a_source(lost.error):
                raise  # how many are missing nobody knows, and what is drawn may be their sum


def _is_of_a_source(error: AggregatorError) -> bool:
    """Whether a source failed as a whole, and not one item or value of it."""
    return isinstance(error, SourceError) and not isinstance(
        error, ItemUnreadable | ValueUnreadable
    )


def _parsed(name: str, parse: Callable[[Any], Any]) -> ValueReader:
    def read(value: Any, told: OnFailure) -> Any:
        try:
            return parse(value)
        except (ValueError, TypeError, AttributeError, ArithmeticError):
            raise _Lost(_unreadable(name, told)) from None

    return read


def _as_it_is(name: str) -> ValueReader:
    def read(value: Any, told: OnFailure) -> Any:
        if value is None:
            raise _Lost(_unreadable(name, told))
        return value

    return read


def _unreadable(name: str, told: OnFailure) -> AggregatorError:
    error = InternalError(f"A value is no {name}, though the schema says so", type=name)
    told(Failed(error))
    return error
