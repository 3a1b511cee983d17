"""What must hold of all that connectors declare, together and beside the schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from graphql import (
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    print_ast,
)

from aggregator.schema.declared.alone import NEEDED_ID, TWICE
from aggregator.schema.declared.declaration import (
    DeclaredNode,
    DeclaredTypes,
    ObjectNode,
    TypesFault,
    is_record,
    named,
)
from aggregator.schema.declared.ground import HOLDERS, Ground, Kind
from aggregator.schema.near import meant

CORE = "types-core"
UNKNOWN = "types-unknown"
NOBODY = "types-nobody"
CIRCLE = "types-circle"


class OwnedFault(NamedTuple):
    """A fault, and the connector in whose file it is."""

    owner: str
    fault: TypesFault


class _Field(NamedTuple):
    owner: str
    holder: ObjectNode
    node: FieldDefinitionNode

    @property
    def key(self) -> tuple[str, str]:
        return self.holder.name.value, self.node.name.value

    @property
    def name(self) -> str:
        return ".".join(self.key)

    @property
    def of(self) -> str:
        return named(self.node.type).name.value


def faults_together(all_types: Sequence[DeclaredTypes], ground: Ground) -> Iterator[OwnedFault]:
    """Yield what does not go together; each alone is known to be right."""
    yield from _Whole(all_types, ground).faults()


class _Whole:
    """Everything that is declared, by name."""

    def __init__(self, all_types: Sequence[DeclaredTypes], ground: Ground) -> None:
        self._ground = ground
        self._types: dict[str, list[tuple[str, DeclaredNode]]] = {}
        for types in all_types:
            for node in types.types:
                self._types.setdefault(node.name.value, []).append((types.owner, node))
        self._fields = [_Field(types.owner, *each) for types in all_types for each in types.fields]
        declared = {name: _kind(same[0][1]) for name, same in self._types.items()}
        self._kinds: Mapping[str, Kind] = {**declared, **ground.kinds}

    def faults(self) -> Iterator[OwnedFault]:
        for name, same in self._types.items():
            yield from self._type(name, same)
        for field in self._fields:
            yield from (OwnedFault(field.owner, fault) for fault in self._field(field))
        yield from self._twice()
        yield from self._circles()

    def _type(self, name: str, same: Sequence[tuple[str, DeclaredNode]]) -> Iterator[OwnedFault]:
        for owner, node in same:
            if self._ground.has(name):
                what = f"{name} is a type of the schema, which nobody replaces"
                extends = name in self._ground.kinds and self._ground.kinds[name] != "leaf"
                hint = f"`extend type {name} {{ ... }}` adds fields to it." if extends else None
                yield OwnedFault(owner, TypesFault(CORE, node, what, hint=hint))
                continue
            yield from self._alike(name, owner, node)
            others = [each for each in same if each[1] is not node]
            if any(each[0] == owner for each in others):
                yield OwnedFault(owner, TypesFault(TWICE, node, f"{name} stands here twice"))
            differing = {each for each, twin in others if _form(twin) != _form(node)}
            for other in sorted(differing - {owner}):
                what = f"The connector {other} declares another {name}"
                hint = "One of them owns it; the other connector may provide it without declaring."
                yield OwnedFault(owner, TypesFault(TWICE, node, what, hint=hint))

    def _alike(self, name: str, owner: str, node: DeclaredNode) -> Iterator[OwnedFault]:
        """Tell names that differ in capitals alone: whoever reads one takes it for the other."""
        core = self._ground.like(name)
        if core is not None:
            what = f"{name} differs from {core}, a type of the schema, in capitals alone"
            yield OwnedFault(owner, TypesFault(CORE, node, what, hint="Call it something else."))
        for other, theirs in self._types.items():
            if other != name and other.lower() == name.lower():
                what = f"{name} differs in capitals alone from {other}, of {theirs[0][0]}"
                hint = "One of them is called something else."
                yield OwnedFault(owner, TypesFault(TWICE, node, what, hint=hint))

    def _field(self, field: _Field) -> Iterator[TypesFault]:
        holder, name = field.key
        if not self._extends(holder):
            yield self._no_holder(field.holder)
            return
        if holder not in self._types and name in self._ground.fields(holder):
            what = f"{field.name} is a field of the schema, which nobody replaces"
            yield TypesFault(CORE, field.node, what)
            return
        kind = self._kinds.get(field.of)
        if kind is None:
            yield self._no_type(field)
        else:
            yield from self._place(field, kind)

    def _extends(self, name: str) -> bool:
        return name in HOLDERS or self._kinds.get(name, "leaf") != "leaf"

    def _no_holder(self, holder: ObjectNode) -> TypesFault:
        name = holder.name.value
        known = [*HOLDERS, *(each for each, kind in self._kinds.items() if kind != "leaf")]
        if self._ground.has(name) or name in self._types:
            what = f"{name} cannot be extended: no record of a system is one"
            return TypesFault(CORE, holder, f"{what}. Use one of: {', '.join(sorted(known))}")
        return TypesFault(UNKNOWN, holder, f"There is no type {name}", meant(name, known))

    def _no_type(self, field: _Field) -> TypesFault:
        node = named(field.node.type)
        if self._ground.has(field.of):
            what = f"{field.name} cannot be of type {field.of}: no record of a system is one"
            return TypesFault(UNKNOWN, node, what)
        what = f"There is no type {field.of}"
        return TypesFault(UNKNOWN, node, what, meant(field.of, list(self._kinds)))

    def _place(self, field: _Field, kind: Kind) -> Iterator[TypesFault]:
        """Tell what nobody could fill, for where it stands."""
        holder, of = field.holder.name.value, field.of
        if holder in HOLDERS and kind == "leaf":
            what = f"Nobody can provide {field.name}: a {holder} is no record of a system"
            hint = f"Put it into a type with an `id`, and that on {holder}."
            yield TypesFault(NOBODY, field.node, what, hint=hint)
        elif holder in HOLDERS and kind == "part":
            where = self._types.get(of)
            what = f"A lookup provides {field.name}, so {of} needs the field `id: ID!`"
            node: Node = where[0][1] if where and where[0][0] == field.owner else field.node
            yield TypesFault(NEEDED_ID, node, what)
        elif self._kinds.get(holder) == "part" and kind == "record":
            what = (
                f"Nobody can provide {field.name}: {holder} is a part of a record, and holds no "
                "keys to ask by"
            )
            hint = f"Put it on the record that holds the {holder}, or take the `id` of {of} away."
            yield TypesFault(NOBODY, field.node, what, hint=hint)

    def _twice(self) -> Iterator[OwnedFault]:
        """Tell one field that is declared in two places, or in two ways."""
        by_key: dict[tuple[str, str], list[_Field]] = {}
        for field in self._fields:
            by_key.setdefault(field.key, []).append(field)
        for same in by_key.values():
            for field in same[1:] if len(same) > 1 else ():
                yield from self._same_field(same[0], field)

    def _same_field(self, first: _Field, second: _Field) -> Iterator[OwnedFault]:
        holders = (first.holder, second.holder)
        two_types = all(isinstance(each, ObjectTypeDefinitionNode) for each in holders)
        if two_types and first.holder is not second.holder:
            return  # that there are two types is told
        if first.owner == second.owner:
            fault = TypesFault(TWICE, second.node, f"{second.name} stands here twice")
            yield OwnedFault(second.owner, fault)
        elif first.holder.kind != second.holder.kind or _typed(first.node) != _typed(second.node):
            for one, other in ((first, second), (second, first)):
                of = _typed(other.node)
                what = f"The connector {other.owner} declares {one.name} as well, as {of}"
                yield OwnedFault(one.owner, TypesFault(TWICE, one.node, what))

    def _circles(self) -> Iterator[OwnedFault]:
        """Tell parts that hold themselves: no record could ever hold all of that."""
        parts: dict[str, list[_Field]] = {}
        for field in self._fields:
            holder = field.holder.name.value
            if self._kinds.get(holder) == "part" and self._kinds.get(field.of) == "part":
                parts.setdefault(holder, []).append(field)
        for holder, fields in parts.items():
            for field in fields:
                if holder in _reached(field.of, parts):
                    what = f"{field.name} leads back to {holder}, which has no end inside a record"
                    hint = f"With an `id: ID!`, {field.of} is a record that a lookup provides."
                    yield OwnedFault(field.owner, TypesFault(CIRCLE, field.node, what, hint=hint))


def _reached(start: str, parts: Mapping[str, Sequence[_Field]]) -> set[str]:
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [field.of for field in parts.get(name, ())]
    return seen


def _kind(node: DeclaredNode) -> Kind:
    if isinstance(node, EnumTypeDefinitionNode):
        return "leaf"
    return "record" if is_record(node) else "part"


def _form(node: DeclaredNode) -> object:
    """What two declarations of one type must have in common: all but their order and words."""
    if isinstance(node, EnumTypeDefinitionNode):
        return frozenset(each.name.value for each in node.values or ())
    return frozenset((each.name.value, _typed(each)) for each in node.fields or ())


def _typed(field: FieldDefinitionNode) -> str:
    return print_ast(field.type)
