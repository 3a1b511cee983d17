"""From a card's operation to what is read of which object. Done once, when the card is loaded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    is_leaf_type,
)

from aggregator.domain.lookup import FIRST_MAX
from aggregator.domain.plain.request import ROOTS
from aggregator.plans.project import projector
from aggregator.plans.selection import (
    CompiledField,
    CompiledOperation,
    CompiledRoot,
    CompiledSelection,
    FoundField,
    LeafOf,
    ListOf,
    ObjectOf,
    ReadField,
    SelectedShape,
    TypeName,
    selection_in,
)
from aggregator.schema.one_person import customer_fields
from aggregator.schema.provided import ProvidedField, attribute_of, provided_by

_SKIPS = frozenset({"skip", "include"})


_AS_IT_IS: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars of GraphQL's own, by the class of which it writes each value as it is."""


class NotPlanned(Exception):
    """What of an operation no plan can say, in words."""


def compile_operation(
    document: DocumentNode, name: str | None, schema: GraphQLSchema
) -> CompiledOperation | str:
    """Compile a valid operation; or say what in it the GraphQL engine must run."""
    try:
        return _compiled(document, name, schema)
    except NotPlanned as error:
        return str(error)


def _compiled(document: DocumentNode, name: str | None, schema: GraphQLSchema) -> CompiledOperation:
    operations = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ]
    operation = next(each for each in operations if name in (None, each.name and each.name.value))
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    return _Compiler(schema, fragments).operation(operation)


@dataclass(frozen=True, slots=True)
class _Collected:
    """All nodes of one response key."""

    key: str
    nodes: Sequence[FieldNode]

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    @property
    def selections(self) -> list[SelectionSetNode]:
        return [node.selection_set for node in self.nodes if node.selection_set is not None]


class _Compiler:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._fragments = fragments

    def operation(self, operation: OperationDefinitionNode) -> CompiledOperation:
        query = self._schema.query_type
        if query is None or operation.operation.value != "query":
            raise NotPlanned("it is no query")
        roots = []
        for field in self._collect([operation.selection_set], query):
            if field.name not in ROOTS:
                raise NotPlanned(f"the root `{field.name}`")
            if field.nodes[0].arguments:
                raise NotPlanned(f"`{field.name}` with arguments")
            shape = self._shape(query.fields[field.name].type, field)
            selection = selection_in(shape)
            if not isinstance(shape, ObjectOf) or shape.required or selection is None:
                raise NotPlanned(f"the root `{field.name}`, which may not be null")
            roots.append(CompiledRoot(field.key, field.name, selection, projector(selection)))
        asked = frozenset(customer_fields(operation, self._fragments, self._schema))
        return CompiledOperation(tuple(roots), asked)

    def _selection(
        self, sets: Sequence[SelectionSetNode], of: GraphQLObjectType
    ) -> CompiledSelection:
        fields = tuple(self._field(each, of) for each in self._collect(sets, of))
        found = tuple(field for field in fields if isinstance(field, FoundField))
        return CompiledSelection(of.name, fields, found)

    def _field(self, field: _Collected, of: GraphQLObjectType) -> CompiledField:
        if field.name == "__typename":
            return TypeName(field.key, of.name)
        definition = of.fields[field.name]
        how = provided_by(definition)
        shape = self._shape(definition.type, field)
        if how is not None:
            first = self._first(field, how)
            dotted = f"{of.name}.{field.name}"
            return FoundField(field.key, (field.name, first), how, shape, dotted)
        attribute = attribute_of(definition)
        if attribute is None or field.nodes[0].arguments:
            raise NotPlanned(f"`{of.name}.{field.name}`, which computes its value")
        if (below := selection_in(shape)) is not None and _asks(below):
            raise NotPlanned(f"`{of.name}.{field.name}`, in which a source is asked")
        return ReadField(field.key, attribute, shape)

    def _first(self, field: _Collected, how: ProvidedField) -> int:
        first = 1 if how.first is None else how.first
        for argument in field.nodes[0].arguments or ():
            value = argument.value
            if argument.name.value != "first" or not isinstance(value, IntValueNode):
                raise NotPlanned(f"a variable or another argument of `{field.name}`")
            first = int(value.value)
        if not 0 <= first <= FIRST_MAX:
            raise NotPlanned(f"`first: {first}` of `{field.name}`")
        return first

    def _shape(self, kind: Any, field: _Collected) -> SelectedShape:
        required = isinstance(kind, GraphQLNonNull)
        if required:
            kind = kind.of_type
        if isinstance(kind, GraphQLList):
            return ListOf(self._shape(kind.of_type, field), required)
        if is_leaf_type(kind):
            return LeafOf(_writer(kind), required, _AS_IT_IS.get(kind.name))
        if not isinstance(kind, GraphQLObjectType):
            raise NotPlanned(f"`{field.name}`, which is of several types")
        return ObjectOf(self._selection(field.selections, kind), required)

    def _collect(self, sets: Sequence[SelectionSetNode], of: GraphQLObjectType) -> list[_Collected]:
        """Gather the nodes of each response key, in the order in which keys first stand."""
        nodes: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for each in sets:
            for node in self._nodes(each, of, seen):
                key = node.alias.value if node.alias else node.name.value
                nodes.setdefault(key, []).append(node)
        return [_Collected(key, same) for key, same in nodes.items()]

    def _nodes(
        self, selections: SelectionSetNode, of: GraphQLObjectType, seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selections.selections:
            if any(each.name.value in _SKIPS for each in node.directives or ()):
                raise NotPlanned("@skip or @include")
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else of.name
                yield from self._of(condition, node.selection_set, of, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                condition = fragment.type_condition.name.value
                yield from self._of(condition, fragment.selection_set, of, seen)

    def _of(
        self, condition: str, below: SelectionSetNode, of: GraphQLObjectType, seen: set[str]
    ) -> Iterator[FieldNode]:
        if condition != of.name:
            raise NotPlanned(f"a fragment on `{condition}` within `{of.name}`")
        yield from self._nodes(below, of, seen)


def _writer(kind: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    """What writes a leaf: of an enum the words are known, all else the library says."""
    write: Callable[[Any], Any] = kind.coerce_output_value
    if not isinstance(kind, GraphQLEnumType):
        return write
    words = {name for name in kind.values if _keeps(write, name)}

    def word(value: Any) -> Any:
        return value if value.__class__ is str and value in words else write(value)

    return word


def _keeps(write: Callable[[Any], Any], word: str) -> bool:
    try:
        return bool(write(word) == word)
    except GraphQLError:
        return False


def _asks(selection: CompiledSelection) -> bool:
    """Whether a source is asked anywhere below."""
    return any(
        isinstance(field, FoundField)
        or (
            isinstance(field, ReadField)
            and (below := selection_in(field.shape)) is not None
            and _asks(below)
        )
        for field in selection.fields
    )
