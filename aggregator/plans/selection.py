"""What a compiled operation reads: one object's fields, in the order of the document."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aggregator.schema.provided import ProvidedField

FieldId = tuple[str, int]
"""A field that a source is asked for, and how many items of it: one fetch in a request."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """The shape of a list; `required`: it is never null."""

    item: "SelectedShape"
    required: bool


@dataclass(frozen=True, slots=True)
class LeafOf:
    """A scalar or an enum: `write` gives its JSON value, and raises for what does not fit.

    same  of which class a value is written as it is; None: of none
    """

    write: Callable[[Any], Any]
    required: bool
    same: type | None = None


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object, of which the selection is read."""

    selection: "CompiledSelection"
    required: bool


SelectedShape = ListOf | LeafOf | ObjectOf


@dataclass(frozen=True, slots=True)
class ReadField:
    """A field that stands on the object as it is: `name` is its attribute."""

    key: str
    name: str
    shape: SelectedShape


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field that a source is asked for, of objects of the type `of`."""

    key: str
    id: FieldId
    how: ProvidedField
    shape: SelectedShape
    field: str

    @property
    def selection(self) -> "CompiledSelection | None":
        return selection_in(self.shape)


@dataclass(frozen=True, slots=True)
class TypeName:
    """`__typename`."""

    key: str
    of: str


CompiledField = ReadField | FoundField | TypeName


@dataclass(frozen=True, slots=True)
class CompiledSelection:
    """An object's fields; each response key once."""

    of: str
    fields: tuple[CompiledField, ...]
    found: tuple[FoundField, ...]
    """Those that a source is asked for."""


Project = Callable[[Any, Any], Any]
"""An object and what was found of it -> its data (project.py)."""


@dataclass(frozen=True, slots=True)
class CompiledRoot:
    """A root as it is read: under `key`, the root `name` (`customer`)."""

    key: str
    name: str
    selection: CompiledSelection
    project: Project


@dataclass(frozen=True, slots=True, eq=False)
class CompiledOperation:
    """A card's operation, equal to itself alone.

    roots            what is read of each root
    customer_fields  what it asks of the customer, by name: who may stand beside whom
    """

    roots: tuple[CompiledRoot, ...]
    customer_fields: frozenset[str]
    read: frozenset[str] = field(init=False)
    """Names of the roots of which it reads anything."""
    asked: frozenset[str] = field(init=False)
    """`Type.field`s that sources are asked for."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", frozenset(each.name for each in self.roots))
        object.__setattr__(self, "asked", frozenset(_asked(each.selection for each in self.roots)))


def _asked(selections: Iterable[CompiledSelection]) -> Iterator[str]:
    for selection in selections:
        for each in selection.fields:
            if isinstance(each, FoundField):
                yield each.field
            below = None if isinstance(each, TypeName) else selection_in(each.shape)
            if below is not None:
                yield from _asked([below])


def selection_in(shape: SelectedShape) -> CompiledSelection | None:
    """The selection of the objects in a shape; None for leaves."""
    while isinstance(shape, ListOf):
        shape = shape.item
    return shape.selection if isinstance(shape, ObjectOf) else None
