"""Paths to fields: `plan.name`, from the nearest braces that have its first name, downwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.card import Failed
from aggregator.language.outline import Braces, Selection
from aggregator.language.templates import Segment

ObjectData = Mapping[str, Any]
"""An object of a card's data: response key -> JSON value or `Failed`."""

EnclosingObjects = Sequence[ObjectData]
"""The objects that an object stands in, outermost first."""

PathReader = Callable[[ObjectData, EnclosingObjects], Any]
"""The value at a path: None when anything on the way is null, `Failed` when it failed."""


HERE = "in these braces, nor around them"
OF_LIST = "in the braces of its list, in which @where looks"


class PathError(ValueError):
    """A path that leads nowhere: at which name, and which could stand there.

    is_list  the name is there, but a list's, whose items have no names
    """

    def __init__(
        self,
        message: str,
        segment: Segment,
        allowed: Sequence[str] = (),
        *,
        is_list: bool = False,
    ) -> None:
        super().__init__(message)
        self.is_list = is_list
        self.message = message
        self.segment = segment
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class PathTarget:
    """The field that a path leads to, and how its value is read."""

    field: Selection
    read: PathReader


def nearest(name: str, braces: Braces) -> int:
    """How many braces outwards a path that begins with `name` begins; 0 when none has it."""
    held = (any(field.name == name for field in fields) for fields in braces)
    return next((level for level, found in enumerate(held) if found), 0)


def resolve(path: Sequence[Segment], braces: Braces, within: str = HERE) -> PathTarget:
    """Find the field that `path` leads to, from the nearest braces that select its first name.

    A path cannot lead down through a list: which of its items would be meant? From inside an item
    it leads out to what holds the list. PathError if it leads nowhere; `within` says where its
    first name was looked for.
    """
    level = nearest(path[0].name, braces)
    fields = list(braces[level])
    for position, segment in enumerate(path):
        found = [field for field in fields if field.name == segment.name]
        if not found:
            where = f'in the braces of "{path[position - 1].name}"' if position else within
            held = fields if position else [field for each in braces for field in each]
            names = tuple(dict.fromkeys(field.name for field in held))
            raise PathError(f'"{segment.name}" is not selected {where}', segment, names)
        if position == len(path) - 1:
            return PathTarget(found[0], reader([each.name for each in path], level))
        if found[0].is_list:
            message = f'"{segment.name}" is a list: a path cannot lead into it'
            raise PathError(message, segment, is_list=True)
        fields = [each for field in found for each in field.fields()]
    raise ValueError("a path has at least one name")


def reader(names: Sequence[str], level: int = 0) -> PathReader:
    """Make the function that reads the value at a path which begins `level` braces outwards."""
    if len(names) == 1 and level == 0:
        (name,) = names
        return lambda obj, _: obj.get(name)

    def read(obj: ObjectData, around: EnclosingObjects) -> Any:
        value: Any = around[-level] if level else obj
        for name in names:
            if not isinstance(value, Mapping):
                return value if value.__class__ is Failed else None
            value = value.get(name)
        return value

    return read
