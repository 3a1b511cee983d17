"""What the schema is without anything declared: which types may be used, and which extended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_input_object_type,
    is_leaf_type,
)

from aggregator.schema.promises import is_record_type

Kind = Literal["leaf", "part", "record"]
"""Of a field's type: a value, an object inside its record, or a record that a lookup provides."""

HOLDERS = ("Customer", "Thread")
"""No records, but what lookups start from: their fields are provided, and nothing else."""


@dataclass(frozen=True)
class Ground:
    """`core` is what the schema is of itself; `taken` are more names that no type may have."""

    core: GraphQLSchema
    taken: frozenset[str] = frozenset()

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Each type that a declared field may be of; its kind."""
        found: dict[str, Kind] = {}
        for name, type_ in self.core.type_map.items():
            if name.startswith("__") or is_input_object_type(type_):
                continue
            if is_leaf_type(type_):
                found[name] = "leaf"
            elif is_record_type(type_):
                found[name] = "record"
                found |= dict.fromkeys(self._parts(type_), "part")
        return found

    def _parts(self, record: GraphQLNamedType) -> Iterator[str]:
        waiting = [record]
        seen: set[str] = set()
        while waiting:
            type_ = waiting.pop()
            for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
                inner = get_named_type(field.type)
                is_part = isinstance(inner, GraphQLObjectType) and not is_record_type(inner)
                if is_part and inner.name not in seen:
                    seen.add(inner.name)
                    waiting.append(inner)
        yield from seen

    def fields(self, name: str) -> Mapping[str, object]:
        """The fields of a type of the schema; none where there is no such object."""
        type_ = self.core.type_map.get(name)
        return type_.fields if isinstance(type_, GraphQLObjectType) else {}

    def like(self, name: str) -> str | None:
        """Give the name of a type that differs from `name` in capitals alone."""
        return self._in_small.get(name.lower()) if not self.has(name) else None

    @cached_property
    def _in_small(self) -> Mapping[str, str]:
        names = sorted({*self.core.type_map, *self.taken})
        return {each.lower(): each for each in names if not each.startswith("__")}

    def has(self, name: str) -> bool:
        return name in self.core.type_map or name in self.taken
