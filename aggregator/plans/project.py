"""A card's data, from what was found: as GraphQL would have written it, without waiting.

A null that may not be goes up to the nearest place that may be null. There, as wherever a field
failed, `Failed` stands in the data.
"""

from collections.abc import Mapping
from typing import Any

from aggregator.domain.card import Failed
from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.plans.fetch import Below, FoundValue
from aggregator.plans.selection import (
    CompiledSelection,
    FoundField,
    LeafOf,
    ListOf,
    ReadField,
    SelectedShape,
)
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)


class Unfinished(Exception):
    """Something of the card was not there yet when the answer had to leave."""


class _Null(Exception):
    """A null where none may be; `error` says why."""

    def __init__(self, error: AggregatorError) -> None:
        self.error = error


def project(selection: CompiledSelection, root: Any, below: Below) -> "Mapping[str, Any] | Failed":
    """The data of `selection`, of the object `root`. Raises Unfinished."""
    try:
        return _object(selection, root, below)
    except _Null as null:
        return Failed(null.error)


def loaded(selection: CompiledSelection, below: "Below | None") -> bool:
    """Whether a source answered with something for any field of `selection`."""
    if below is None:
        return False
    return any(_loaded(field, below[field.id]) for field in selection.found)


def _loaded(field: FoundField, found: FoundValue) -> bool:
    if found.loaded:
        return True
    inner, below = field.selection, found.below
    if inner is None or below is None:
        return False
    parts = below if isinstance(below, list) else [below]
    return any(loaded(inner, part) for part in parts)


def _object(selection: CompiledSelection, value: Any, below: "Below | None") -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in selection.fields:
        if isinstance(field, ReadField):
            data[field.key] = _complete(field.shape, getattr(value, field.name), None)
        elif isinstance(field, FoundField):
            found = None if below is None else below[field.id]
            if found is None or not found.done:
                raise Unfinished
            data[field.key] = _complete(field.shape, found.value, found.below)
        else:
            data[field.key] = field.of
    return data


def _complete(shape: SelectedShape, value: Any, below: Any) -> Any:
    """The JSON value of `value`; `Failed` where it may be null and failed. Raises _Null."""
    try:
        return _required(shape, value, below) if shape.required or value is not None else None
    except _Null as null:
        if shape.required:
            raise
        return Failed(null.error)


def _required(shape: SelectedShape, value: Any, below: Any) -> Any:
    if value is None:
        raise _Null(_unfit(None))
    if isinstance(value, Exception):
        raise _Null(_ours(value))
    if isinstance(shape, LeafOf):
        return _leaf(shape, value)
    if isinstance(shape, ListOf):
        return _list(shape, value, below)
    return _object(shape.selection, value, below)


def _leaf(shape: LeafOf, value: Any) -> Any:
    try:
        written = shape.write(value)
    except Exception as error:  # noqa: BLE001 -- whatever a scalar raises for what does not fit it
        raise _Null(_unfit(error)) from None
    if written is None:
        raise _Null(_unfit(None))
    return written


def _list(shape: ListOf, value: Any, below: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise _Null(_unfit(None))
    if below is None:
        return [_complete(shape.item, item, None) for item in value]
    return [_complete(shape.item, item, part) for item, part in zip(value, below, strict=True)]


def _ours(error: Exception) -> AggregatorError:
    if isinstance(error, AggregatorError):
        return error
    log.error("value_failed", exc_info=error)
    return InternalError("Internal error")


def _unfit(error: Exception | None) -> InternalError:
    log.error("value_unfit", kind=type(error).__name__)
    return InternalError("A value does not fit the type of its field")
