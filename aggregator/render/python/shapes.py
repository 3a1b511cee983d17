"""What a card's query gives, as shapes: objects with their fields, lists, nullability, enums.

A shape follows from the query and the schema alone. Its types are written from it
(`typing_file.py`), and results are read by it (`reading.py`).
"""

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from graphql import (
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from aggregator.language.outline import Outline, Selection

_TYPES = frozenset({"bool", "datetime", "float", "int", "str", "tuple"})
"""Names that annotations use: an attribute of such a name would be taken for it."""

TAKEN = _TYPES | {"Card", "CardContext", "Data", "Markdown", "Money", "StrEnum", "dataclass"}
"""Names that the generated file uses for itself, and every card beside it."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """A value of a scalar; `name` is the schema's."""

    name: str


@dataclass(frozen=True, slots=True)
class EnumShape:
    """A value of an enum."""

    enum: str


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class NullableShape:
    """A value, or null."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of an object: `key` in the result, `name` in Python."""

    key: str
    name: str
    shape: "Shape"
    description: str = ""


@dataclass(slots=True, eq=False)
class ObjectShape:
    """An object, with what is selected of it. The same selection of a type is the same record.

    `name`: of its class; given when all records are known.
    """

    type: str
    members: tuple[FieldShape, ...]
    description: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class UnionShape:
    """An object of one of several types, told apart by `__typename`."""

    type: str
    records: tuple[ObjectShape, ...]


Shape: TypeAlias = ScalarShape | EnumShape | ListShape | NullableShape | ObjectShape | UnionShape


@dataclass(slots=True)
class Shapes:
    """All shapes of one card.

    records  what others hold first, the query's own last
    eithers  each with the name that stands for it
    enums    name -> the name of its class, and the enum
    """

    root: ObjectShape
    records: list[ObjectShape] = field(default_factory=list)
    eithers: dict[UnionShape, str] = field(default_factory=dict)
    enums: dict[str, tuple[str, GraphQLEnumType]] = field(default_factory=dict)


def shapes_of(outline: Outline, name: str) -> Shapes:
    """Find the shapes of a card whose query is valid; `name` is for the query's own class."""
    found = _Shapes(outline.schema)
    query = outline.schema.query_type
    if query is None:
        raise TypeError("a schema that cards are checked against has a query type")
    root = found.record(list(outline.roots), query)
    root.description = ""  # the schema's is about all that can be asked
    eithers = _named(root, found.taken, name)
    enums = {
        enum: (_class_name(enum, f"{enum}Value", found.taken), type_)
        for enum, type_ in sorted(found.enums.items())
    }
    return Shapes(root, found.records, eithers, enums)


def attribute(key: str) -> str:
    """Name a field in Python: apiCalls -> api_calls; a word of Python's gets a _ at its end."""
    written = _HUMP.sub("_", key).lower().lstrip("_") or "_"
    written = f"n{written}" if written[0].isdigit() else written
    return f"{written}_" if keyword.iskeyword(written) or written in _TYPES else written


class _Shapes:
    """Builds shapes. Equal selections are built once, so that nested fragments stay small."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.records: list[ObjectShape] = []
        self.enums: dict[str, GraphQLEnumType] = {}
        self.taken: set[str] = set(TAKEN)
        self._by_pieces: dict[tuple[str, tuple[int, ...]], ObjectShape] = {}
        self._by_members: dict[tuple[str, tuple[FieldShape, ...]], ObjectShape] = {}

    def record(self, selections: Sequence[Selection], type_: GraphQLObjectType) -> ObjectShape:
        """Give what `selections` select of an object of `type_`."""
        key = (type_.name, tuple(id(selection) for selection in selections))
        known = self._by_pieces.get(key)
        if known is None:
            members = tuple(self._members(selections, type_))
            known = self._by_members.get((type_.name, members))
            if known is None:
                known = ObjectShape(type_.name, members, type_.description or "")
                self._by_members[type_.name, members] = known
                self.records.append(known)
            self._by_pieces[key] = known
        return known

    def _members(
        self, selections: Sequence[Selection], type_: GraphQLObjectType
    ) -> Iterator[FieldShape]:
        grouped: dict[str, list[Selection]] = {}
        for selection in self._selected(selections, type_):
            grouped.setdefault(selection.name, []).append(selection)
        names: set[str] = set()
        for key, same in grouped.items():
            node = same[0].node
            known = self.schema.get_field(type_, getattr(node, "name").value)  # noqa: B009 -- a field's node has one
            if known is None:
                continue
            children = [child for selection in same for child in selection.children]
            shape = self._shape(known.type, children)
            yield FieldShape(key, _free(attribute(key), names), shape, known.description or "")

    def _selected(
        self, selections: Sequence[Selection], type_: GraphQLObjectType
    ) -> Iterator[Selection]:
        """Yield the fields that an object of `type_` has, those of fragments among them."""
        for selection in selections:
            if selection.is_field:
                yield selection
            elif self._applies(selection.named_type, type_):
                yield from self._selected(selection.children, type_)

    def _applies(self, on: GraphQLNamedType | None, type_: GraphQLObjectType) -> bool:
        if on is None or not is_composite_type(on):
            return False
        return on.name == type_.name or (
            is_abstract_type(on) and self.schema.is_sub_type(on, type_)
        )

    def _shape(self, type_: GraphQLOutputType, children: Sequence[Selection]) -> Shape:
        if not is_non_null_type(type_):
            return NullableShape(self._present(type_, children))
        return self._present(type_.of_type, children)

    def _present(self, type_: GraphQLOutputType, children: Sequence[Selection]) -> Shape:
        """Give the shape of a value that is there."""
        if is_list_type(type_):
            # A list is read without the items that are null or failed: what it holds is there.
            return ListShape(self._present(get_nullable_type(type_.of_type), children))
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            self.enums.setdefault(named.name, named)
            return EnumShape(named.name)
        if is_composite_type(named):
            return self._object(named, children)
        return ScalarShape(named.name)

    def _object(self, type_: GraphQLCompositeType, children: Sequence[Selection]) -> Shape:
        if is_object_type(type_):
            return self.record(children, type_)
        possible = self.schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        in_order = sorted(possible, key=lambda each: each.name)
        return UnionShape(type_.name, tuple(self.record(children, each) for each in in_order))


def _named(root: ObjectShape, taken: set[str], name: str) -> dict[UnionShape, str]:
    """Name the records: the query's own, then each by its type, by what holds it if that is taken.

    Gives the names of what may be one of several types.
    """
    root.name = _free(name, taken)
    eithers: dict[UnionShape, str] = {}
    waiting: list[ObjectShape] = [root]
    for record in waiting:
        for member in record.members:
            inner = innermost(member.shape)
            if isinstance(inner, UnionShape) and inner not in eithers:
                eithers[inner] = _class_name(inner.type, f"{record.name}{inner.type}", taken)
            for held in records_of(inner):
                if not held.name:
                    held.name = _class_name(held.type, f"{record.name}{held.type}", taken)
                    waiting.append(held)
    return eithers


def innermost(shape: Shape) -> ScalarShape | EnumShape | ObjectShape | UnionShape:
    """Take lists and nullability away."""
    while isinstance(shape, ListShape | NullableShape):
        shape = shape.item if isinstance(shape, ListShape) else shape.value
    return shape


def records_of(shape: Shape) -> Sequence[ObjectShape]:
    """List the objects that a shape may be."""
    if isinstance(shape, UnionShape):
        return shape.records
    return (shape,) if isinstance(shape, ObjectShape) else ()


def _class_name(name: str, longer: str, taken: set[str]) -> str:
    return _free(name if name not in taken else longer, taken)


def _free(name: str, taken: set[str]) -> str:
    """Give `name`, with a number where it is taken, and take it."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{number}", number + 1
    taken.add(found)
    return found


def enum_values(enum: GraphQLEnumType) -> Mapping[str, str]:
    """Python's name of each value -> the value."""
    return {f"{name}_" if keyword.iskeyword(name) else name: name for name in enum.values}
