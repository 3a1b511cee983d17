"""A card's data, from what was found: as GraphQL would have written it, without waiting.

Closures, made when a card is loaded, one a field.

A null that may not be goes up to the nearest place that may be null. There, as wherever a field
failed, `Failed` stands in the data.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aggregator.domain.card import Failed
from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.mapping.reading import RecordReading, read_field
from aggregator.plans.selection import (
    CompiledField,
    CompiledSelection,
    FoundField,
    LeafOf,
    ListOf,
    Project,
    ReadField,
    SelectedShape,
)
from aggregator.telemetry.logger import get_logger

if TYPE_CHECKING:
    from aggregator.plans.fetch import Below, FoundValue

log = get_logger(__name__)


class Unfinished(Exception):
    """Something of the card was not there yet when the answer had to leave."""


class _Null(Exception):
    """A null where none may be; `error` says why."""

    def __init__(self, error: AggregatorError) -> None:
        self.error = error


Complete = Callable[[Any, Any], Any]
"""A value and what was found below it -> its JSON value. Raises _Null."""


def projector(selection: CompiledSelection) -> Project:
    """Make what gives the data of `selection`, of an object. It raises Unfinished."""
    complete = _object(selection)

    def project(root: Any, below: "Below") -> "Mapping[str, Any] | Failed":
        try:
            data: Mapping[str, Any] = complete(root, below)
        except _Null as null:
            return Failed(null.error)
        return data

    return project


def loaded(selection: CompiledSelection, below: "Below | None") -> bool:
    """Whether a source answered with something for any field of `selection`."""
    if below is None:
        return False
    return any(_loaded(field, below[field.id]) for field in selection.found)


def _loaded(field: FoundField, found: "FoundValue") -> bool:
    if found.loaded:
        return True
    inner, below = field.selection, found.below
    if inner is None or below is None:
        return False
    parts = below if isinstance(below, list) else [below]
    return any(loaded(inner, part) for part in parts)


def _object(selection: CompiledSelection) -> Complete:
    steps = tuple((field.key, _step(field)) for field in selection.fields)

    def complete(value: Any, below: "Below | None") -> dict[str, Any]:
        data = {}
        for key, step in steps:
            data[key] = step(value, below)
        return data

    return complete


def _step(field: CompiledField) -> Complete:
    """What gives one field's data, of the object that it stands on."""
    if isinstance(field, FoundField):
        return _found(field)
    if not isinstance(field, ReadField):
        return lambda _, __: field.of
    name, complete = field.name, _place(field.shape)
    same = field.shape.same if isinstance(field.shape, LeafOf) else None

    def step(value: Any, _: Any) -> Any:
        reading = value.__class__ is RecordReading
        found = read_field(value, name) if reading else getattr(value, name)
        # Mostly it is text, and stands there as it is.
        return found if found.__class__ is same else complete(found, None)

    return step


def _found(field: FoundField) -> Complete:
    id_, complete = field.id, _place(field.shape)

    def step(_: Any, below: "Below | None") -> Any:
        found = None if below is None else below[id_]
        if found is None or not found.done:
            raise Unfinished
        return complete(found.value, found.below)

    return step


def _place(shape: SelectedShape) -> Complete:
    """What completes a value of `shape`: `Failed` where it may be null and failed."""
    inner = _inner(shape)
    same = shape.same if isinstance(shape, LeafOf) else None
    if shape.required:

        def present(value: Any, below: Any) -> Any:
            if same is not None and value.__class__ is same:
                return value
            if value is None:
                raise _Null(_unfit(None))
            if isinstance(value, Exception):
                raise _Null(_ours(value))
            return inner(value, below)

        return present

    def nullable(value: Any, below: Any) -> Any:
        if value is None or (same is not None and value.__class__ is same):
            return value
        if isinstance(value, Exception):
            return Failed(_ours(value))
        try:
            return inner(value, below)
        except _Null as null:
            return Failed(null.error)

    return nullable


def _inner(shape: SelectedShape) -> Complete:
    if isinstance(shape, LeafOf):
        return _leaf(shape)
    if isinstance(shape, ListOf):
        return _list(shape)
    return _object(shape.selection)


def _leaf(shape: LeafOf) -> Complete:
    write = shape.write

    def leaf(value: Any, _: Any) -> Any:
        try:
            written = write(value)
        except Exception as error:  # noqa: BLE001 -- whatever a scalar raises for what does not fit it
            raise _Null(_unfit(error)) from None
        if written is None:
            raise _Null(_unfit(None))
        return written

    return leaf


def _list(shape: ListOf) -> Complete:
    complete = _place(shape.item)

    def items(value: Any, below: Any) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise _Null(_unfit(None))
        if below is None:
            return [complete(item, None) for item in value]
        return [complete(item, part) for item, part in zip(value, below, strict=True)]

    return items


def _ours(error: Exception) -> AggregatorError:
    if isinstance(error, AggregatorError):
        return error
    log.error("value_failed", exc_info=error)
    return InternalError("Internal error")


def _unfit(error: Exception | None) -> InternalError:
    log.error("value_unfit", kind=type(error).__name__)
    return InternalError("A value does not fit the type of its field")
