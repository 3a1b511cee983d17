"""One walk over a query's definitions: what each body holds, fragments left as spreads.

Every node is looked at once, with what lies above it: how deep it is, for how many objects it would
be resolved. measure.py adds the definitions up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

Directed = OperationDefinitionNode | FragmentDefinitionNode | VariableDefinitionNode | SelectionNode
"""What directives may stand on in a query."""

CEILING = 10**12
"""No sum grows beyond this: doubling fragments must not grow integers either."""

PLAIN_LIST = 10
"""Items assumed in a list that takes no `first`."""

INTROSPECTION_ITEMS: Mapping[str, float] = {
    "types": 60,
    "directives": 20,
    "fields": 8,
    "inputFields": 4,
    "args": 2,
    "enumValues": 5,
    "interfaces": 1,
    "possibleTypes": 1,
    # Not every type is wrapped, and few are twice; standard queries unwrap nine times.
    "ofType": 0.5,
}
"""Objects assumed behind introspection's fields, for a schema of this size."""

RECURSIVE_INTROSPECTION = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})
"""Introspection's lists through which a query gets from type to type without end."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment spread, and under how much it lies: what is above it multiplies or adds."""

    name: str
    depth: int
    times: float
    introspection_depth: int


@dataclass(slots=True)
class Own:
    """What one definition's body holds without the fragments it spreads."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    introspection_roots: int = 0
    cost: float = 0
    introspection_cost: float = 0
    introspection_depth: int = 0
    values: int = 0
    spreads: list[Spread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WalkPosition:
    """Where the walk is: a selection set, and what lies above it.

    `times` is how many objects it is resolved for; `pending` the `first` of a connection, for the
    list inside it; `kind` the type its fields belong to, when known.
    """

    selections: SelectionSetNode
    kind: GraphQLNamedType | None
    depth: int
    times: float
    pending: int | None
    introspecting: bool
    introspection_depth: int
    root: bool


class Walk:
    """One walk over one document."""

    def __init__(self, schema: GraphQLSchema, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.visited = 0
        self.repeats = 0
        self.spreads = 0

    def own(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> Own:
        own = self._head(definition)
        kind: GraphQLNamedType | None
        if isinstance(definition, FragmentDefinitionNode):
            name = definition.type_condition.name.value
            kind = self.schema.get_type(name)
            root = kind is not None and kind in self._roots()
            inside = name.startswith("__")
        else:
            kind = self.schema.get_root_type(definition.operation)
            root, inside = True, False
        places = [WalkPosition(definition.selection_set, kind, 0, 1, None, inside, 0, root)]
        names: list[dict[str, int]] = [{}]
        while places:
            place, response_names = places.pop(), names.pop()
            for node in place.selections.selections:
                self.visited += 1
                self._count_directives(node, own)
                if isinstance(node, FieldNode):
                    self._count_repeat(node, response_names)
                    below = self._field(node, place, own)
                    if below is not None:
                        places.append(below)
                        names.append({})
                elif isinstance(node, FragmentSpreadNode):
                    self._spread(node, place, own)
                elif isinstance(node, InlineFragmentNode):
                    places.append(self._inline(node, place))
                    # The same response as the selection set around it: repeats add up.
                    names.append(response_names)
        return own

    def _head(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> Own:
        """What stands before the selections: directives and variables."""
        own = Own()
        self._count_directives(definition, own)
        for variable in definition.variable_definitions or ():
            self._count_directives(variable, own)
            self._count_values(variable.default_value, own)
        return own

    def _count_directives(self, node: Directed, own: Own) -> None:
        for directive in node.directives or ():
            own.directives += 1
            for argument in directive.arguments or ():
                self._count_values(argument.value, own)

    def _count_values(self, value: ValueNode | None, own: Own) -> None:
        """Count each scalar, variable, list and object, those inside of others too."""
        todo = [] if value is None else [value]
        while todo:
            here = todo.pop()
            own.values += 1
            self.visited += 1
            if isinstance(here, ListValueNode):
                todo.extend(here.values)
            elif isinstance(here, ObjectValueNode):
                todo.extend(field.value for field in here.fields)

    def _roots(self) -> tuple[GraphQLNamedType | None, ...]:
        return (self.schema.query_type, self.schema.mutation_type, self.schema.subscription_type)

    def _count_repeat(self, node: FieldNode, response_names: dict[str, int]) -> None:
        name = (node.alias or node.name).value
        before = response_names.get(name, 0)
        response_names[name] = before + 1
        self.repeats += before

    def _spread(self, node: FragmentSpreadNode, place: WalkPosition, own: Own) -> None:
        self.spreads += 1
        own.spreads.append(
            Spread(node.name.value, place.depth, place.times, place.introspection_depth)
        )

    def _inline(self, node: InlineFragmentNode, place: WalkPosition) -> WalkPosition:
        if node.type_condition is None:
            return replace(place, selections=node.selection_set)
        kind = self.schema.get_type(node.type_condition.name.value)
        return replace(place, selections=node.selection_set, kind=kind)

    def _field(self, node: FieldNode, place: WalkPosition, own: Own) -> WalkPosition | None:
        """Count one field; give the place of what it selects."""
        name = node.name.value
        depth = place.depth + 1
        own.fields += 1
        own.aliases += node.alias is not None
        for argument in node.arguments or ():
            self._count_values(argument.value, own)
        if place.root and place.depth == 0:
            own.root_fields += 1
        starts = name in ("__schema", "__type")
        own.introspection_roots += starts
        introspecting = place.introspecting or starts
        if introspecting:
            return self._introspection_field(node, place, own)
        own.depth = max(own.depth, depth)
        own.cost = min(CEILING, own.cost + place.times)
        if node.selection_set is None:
            return None
        definition = self._definition(place.kind, name)
        times, pending = self._items(node, definition, place)
        return WalkPosition(
            selections=node.selection_set,
            kind=get_named_type(definition.type) if definition else None,
            depth=depth,
            times=min(CEILING, place.times * times),
            pending=pending,
            introspecting=False,
            introspection_depth=0,
            root=False,
        )

    def _introspection_field(
        self, node: FieldNode, place: WalkPosition, own: Own
    ) -> WalkPosition | None:
        name = node.name.value
        own.introspection_cost = min(CEILING, own.introspection_cost + place.times)
        deeper = place.introspection_depth + (name in RECURSIVE_INTROSPECTION)
        own.introspection_depth = max(own.introspection_depth, deeper)
        if node.selection_set is None:
            return None
        times = min(CEILING, place.times * INTROSPECTION_ITEMS.get(name, 1))
        return WalkPosition(
            node.selection_set, None, place.depth, times, None, True, deeper, root=False
        )

    def _definition(self, kind: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if kind is not None and (is_object_type(kind) or is_interface_type(kind)):
            found: GraphQLField | None = kind.fields.get(name)
            return found
        return None

    def _items(
        self, node: FieldNode, definition: GraphQLField | None, place: WalkPosition
    ) -> tuple[int, int | None]:
        """How many objects a field gives for one of its parents, and what its lists hold.

        A connection (`first` on a field that is no list) passes its `first` to the lists in it.
        """
        first = self._first(node, definition)
        is_list = definition is not None and is_list_type(get_nullable_type(definition.type))
        if first is not None:
            return (first, None) if is_list or definition is None else (1, first)
        if is_list:
            return (PLAIN_LIST if place.pending is None else place.pending), None
        return 1, None

    def _first(self, node: FieldNode, definition: GraphQLField | None) -> int | None:
        for argument in node.arguments or ():
            self.visited += 1
            if argument.name.value == "first":
                value = argument.value
                if isinstance(value, IntValueNode):
                    # `int()` refuses thousands of digits; nothing that long is in range anyway.
                    return CEILING if len(value.value) > 12 else max(1, int(value.value))
                if isinstance(value, VariableNode):
                    given = self.variables.get(value.name.value)
                    if isinstance(given, int | float) and not isnan(given):
                        return max(1, int(min(given, CEILING)))
                    break
        declared = definition.args.get("first") if definition is not None else None
        return None if declared is None else _default(declared)


def _default(argument: GraphQLArgument) -> int:
    """Read an argument's default: a value from strawberry, a literal from a schema in SDL."""
    default = argument.default
    if default is not None and isinstance(default.literal, IntValueNode):
        return int(default.literal.value)
    value = argument.default_value if default is None else default.value
    return value if isinstance(value, int) else PLAIN_LIST
