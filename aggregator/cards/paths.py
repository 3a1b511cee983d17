"""Paths to fields: `plan.name`, from the fields of the same braces downwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.cards.outline import Piece
from aggregator.cards.templates import Segment
from aggregator.domain.card import Failed

Scope = Mapping[str, Any]
"""An object of a card's data: response key -> JSON value or `Failed`."""

Read = Callable[[Scope], Any]
"""The value at a path: None when anything on the way is null, `Failed` when it failed."""


class PathError(ValueError):
    """A path that leads nowhere: at which name, and which could stand there."""

    def __init__(self, message: str, segment: Segment, allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.segment = segment
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Target:
    """The field that a path leads to, and how its value is read."""

    field: Piece
    read: Read


def resolve(path: Sequence[Segment], fields: Sequence[Piece]) -> Target:
    """Find the field that `path` leads to from `fields`, those of the braces; PathError if none.

    A path cannot lead through a list: which of its items would be meant?
    """
    around = list(fields)
    for position, segment in enumerate(path):
        found = [field for field in around if field.name == segment.name]
        if not found:
            names = tuple(dict.fromkeys(field.name for field in around))
            raise PathError(
                f'"{segment.name}" is not selected in these braces or below', segment, names
            )
        if position == len(path) - 1:
            return Target(found[0], reader([each.name for each in path]))
        if found[0].is_list:
            raise PathError(f'"{segment.name}" is a list: a path cannot lead through it', segment)
        around = [each for field in found for each in field.fields()]
    raise ValueError("a path has at least one name")


def reader(names: Sequence[str]) -> Read:
    """Make the function that reads the value at a path."""
    if len(names) == 1:
        (name,) = names
        return lambda scope: scope.get(name)

    def read(scope: Scope) -> Any:
        value: Any = scope
        for name in names:
            if not isinstance(value, Mapping):
                return value if value.__class__ is Failed else None
            value = value.get(name)
        return value

    return read
