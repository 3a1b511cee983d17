"""A card's selections as a tree with their types: what the rules read.

Spreads are followed: what a shared fragment holds stands where it is spread, with its own place in
its own file. The tree is bounded, since fragments that spread fragments grow without end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
)

from aggregator.language.directives import FIXED
from aggregator.language.source import CardSource

MAX_SELECTIONS = 2_000
MAX_LEVELS = 40
"""Selections of one card, and levels of braces, once its fragments are put in their places."""

SelectionKind = Literal["field", "inline", "spread"]


@dataclass(slots=True, eq=False)
class Selection:
    """One selection in its place.

    owner       type in whose braces it stands; None when that is not known
    definition  the schema's field; None for fragments and unknown fields
    type        the field's type as declared; an inline fragment's is the type it is on
    """

    node: SelectionNode
    kind: SelectionKind
    parent: "Selection | None"
    owner: GraphQLCompositeType | None
    definition: GraphQLField | None = None
    type: GraphQLOutputType | None = None
    children: "list[Selection]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its value is called in the result; empty for fragments without a name."""
        if isinstance(self.node, FieldNode):
            return (self.node.alias or self.node.name).value
        return self.node.name.value if isinstance(self.node, FragmentSpreadNode) else ""

    @property
    def named_type(self) -> GraphQLNamedType | None:
        return get_named_type(self.type) if self.type is not None else None

    @property
    def is_field(self) -> bool:
        return self.kind == "field"

    @property
    def is_leaf(self) -> bool:
        """A field of a scalar or an enum, or a list of those."""
        return self.is_field and self.named_type is not None and is_leaf_type(self.named_type)

    @property
    def is_object(self) -> bool:
        """A field with fields of its own, one or a list."""
        return self.is_field and is_composite_type(self.named_type)

    @property
    def is_list(self) -> bool:
        return (
            self.is_field and self.type is not None and is_list_type(get_nullable_type(self.type))
        )

    @property
    def directives(self) -> Sequence[DirectiveNode]:
        return self.node.directives or ()

    def directive(self, name: str) -> DirectiveNode | None:
        """Return its first directive of that name."""
        return next((node for node in self.directives if node.name.value == name), None)

    def has(self, *names: str) -> bool:
        return any(node.name.value in names for node in self.directives)

    @property
    def is_shown(self) -> bool:
        """It carries layout of its own, more than fixed words around it.

        A directive that does not exist counts: it is a finding, and was meant to show something.
        """
        return any(node.name.value not in FIXED for node in self.directives)

    def ancestors(self) -> "Iterator[Selection]":
        """Yield what it stands in, innermost first."""
        selection = self.parent
        while selection is not None:
            yield selection
            selection = selection.parent

    def fields(self) -> "Iterator[Selection]":
        """Yield the fields of its object: its own, and those of fragments among them."""
        yield from _flat(self.children)


Braces: TypeAlias = Sequence[Sequence[Selection]]
"""Fields of the same braces, then those of the braces around them, outwards to the query's."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A card's operation, resolved against a schema.

    pieces     all selections in written order, parents before what they hold
    too_large  the selection at which the tree was cut
    """

    card: CardSource
    schema: GraphQLSchema
    operation: OperationDefinitionNode | None
    roots: Sequence[Selection]
    selections: Sequence[Selection]
    too_large: SelectionNode | None = None

    @property
    def directive(self) -> DirectiveNode | None:
        """Its `@card`."""
        nodes = (self.operation.directives or ()) if self.operation else ()
        return next((node for node in nodes if node.name.value == "card"), None)

    def braces(self, selection: Selection) -> "Braces":
        """List the fields that a path on `selection` may begin with.

        Fragments are no objects of their own: theirs are the braces around them.
        """
        around = [list(each.fields()) for each in selection.ancestors() if each.is_field]
        return [*around, list(_flat(self.roots))]


def outline(card: CardSource, schema: GraphQLSchema) -> Outline:
    """Resolve the card's first query."""
    operation = next(iter(card.operations), None)
    if operation is None:
        return Outline(card, schema, None, (), ())
    builder = _Builder(card, schema)
    roots = builder.build(operation)
    return Outline(card, schema, operation, roots, builder.selections, builder.too_large)


class _Builder:
    """Builds the tree; recursion is as deep as `MAX_LEVELS`."""

    def __init__(self, card: CardSource, schema: GraphQLSchema) -> None:
        self.card = card
        self.schema = schema
        self.selections: list[Selection] = []
        self.too_large: SelectionNode | None = None

    def build(self, operation: OperationDefinitionNode) -> list[Selection]:
        root = self.schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, None, root, ())

    def _selections(
        self,
        selections: SelectionSetNode | None,
        parent: Selection | None,
        owner: GraphQLCompositeType | None,
        spread: tuple[str, ...],
        level: int = 1,
    ) -> list[Selection]:
        built: list[Selection] = []
        for node in selections.selections if selections else ():
            if len(self.selections) >= MAX_SELECTIONS or level > MAX_LEVELS:
                self.too_large = self.too_large or node
                break
            selection = self._selection(node, parent, owner)
            self.selections.append(selection)
            built.append(selection)
            inner = spread
            body = getattr(node, "selection_set", None)
            if isinstance(node, FragmentSpreadNode):
                fragment = self.card.fragments.get(node.name.value)
                if fragment is None or node.name.value in spread:
                    continue
                inner = (*spread, node.name.value)
                body = fragment.selection_set
            held = selection.named_type
            below = held if is_composite_type(held) else None
            selection.children = self._selections(body, selection, below, inner, level + 1)
        return built

    def _selection(
        self, node: SelectionNode, parent: Selection | None, owner: GraphQLCompositeType | None
    ) -> Selection:
        if isinstance(node, FieldNode):
            found = self.schema.get_field(owner, node.name.value) if owner else None
            return Selection(node, "field", parent, owner, found, found.type if found else None)
        if isinstance(node, InlineFragmentNode):
            on = node.type_condition
            held = self._type(on.name.value) if on else owner
            return Selection(node, "inline", parent, owner, type=held or owner)
        name = node.name.value if isinstance(node, FragmentSpreadNode) else ""
        fragment = self.card.fragments.get(name)
        held = self._type(fragment.type_condition.name.value) if fragment else None
        return Selection(node, "spread", parent, owner, type=held)

    def _type(self, name: str) -> GraphQLCompositeType | None:
        type_ = self.schema.get_type(name)
        return type_ if is_composite_type(type_) else None


def arguments(node: DirectiveNode | FieldNode) -> Sequence[ArgumentNode]:
    """List the arguments that are given; to a directive a null says nothing."""
    given = node.arguments or ()
    if isinstance(node, FieldNode):
        return given
    return [each for each in given if not isinstance(each.value, NullValueNode)]


def argument(node: DirectiveNode | FieldNode, name: str) -> ArgumentNode | None:
    """Return the argument of that name, if it is given."""
    return next((each for each in arguments(node) if each.name.value == name), None)


def string(node: DirectiveNode | FieldNode, name: str) -> StringValueNode | None:
    """Return the argument's value where it is given as a text."""
    given = argument(node, name)
    return given.value if given and isinstance(given.value, StringValueNode) else None


def values(node: ValueNode) -> Sequence[ValueNode]:
    """List a list's items; anything else is a list of itself, as in GraphQL."""
    items: Sequence[ValueNode] | None = getattr(node, "values", None)
    return (node,) if items is None else items


def _flat(selections: Sequence[Selection]) -> Iterator[Selection]:
    for selection in selections:
        if selection.is_field:
            yield selection
        else:
            yield from _flat(selection.children)
