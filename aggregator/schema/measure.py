"""How big a query is once its fragments are written out, found in one walk over the document.

Each definition's body is visited once and summed into an `Own`: what it holds itself, and which
fragments it spreads where. Afterwards the fragments are added up in order of who spreads whom, once
each. The work is linear in the document however often fragments are spread in each other; a cycle
counts as if its last spread were absent (validation names it).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

CEILING = 10**12
"""No sum grows beyond this: doubling fragments must not grow integers either."""

PLAIN_LIST = 10
"""Items assumed in a list that takes no `first`."""

INTROSPECTION_LISTS = {
    "types": 60,
    "directives": 20,
    "fields": 8,
    "inputFields": 4,
    "args": 2,
    "enumValues": 5,
    "interfaces": 1,
    "possibleTypes": 1,
}
"""Items assumed in introspection's lists, for a schema of this size."""

RECURSIVE_INTROSPECTION = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})
"""Introspection's lists through which a query gets from type to type without end."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment spread, and under how much it lies: what is above it multiplies or adds."""

    name: str
    depth: int
    times: int
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
    cost: int = 0
    introspection_cost: int = 0
    introspection_depth: int = 0
    spreads: list[Spread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measure:
    """The largest of a document's operations in each respect, fragments written out.

    depth                fields above and including the deepest one; introspection has its own
    fields, aliases, directives, root_fields
                         how many, each fragment counted wherever it is spread
    repeats              pairs of fields of one response name in one selection set
    cost                 fields in the answer: a list counts by its `first`, nested ones multiply
    introspection_roots, introspection_depth, introspection_cost
                         the same for `__schema` and `__type`; depth counts lists of types' members
    operations, fragments, spreads
                         definitions and fragment spreads in the document as written
    introspects          whether `__schema` or `__type` is asked for at all
    visited              nodes and spreads looked at: the guard's own work
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    repeats: int = 0
    cost: int = 0
    introspection_roots: int = 0
    introspection_depth: int = 0
    introspection_cost: int = 0
    operations: int = 0
    fragments: int = 0
    spreads: int = 0
    introspects: bool = False
    visited: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk is: a selection set, and what lies above it.

    `times` is how many objects it is resolved for; `pending` the `first` of a connection, for the
    list inside it; `kind` the type its fields belong to, when known.
    """

    selections: SelectionSetNode
    kind: GraphQLNamedType | None
    depth: int
    times: int
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
        own = Own(directives=len(definition.directives or ()))
        kind: GraphQLNamedType | None
        if isinstance(definition, FragmentDefinitionNode):
            name = definition.type_condition.name.value
            kind = self.schema.get_type(name)
            root = kind is not None and kind in self._roots()
            inside = name.startswith("__")
        else:
            kind = self.schema.get_root_type(definition.operation)
            root, inside = True, False
        places = [Place(definition.selection_set, kind, 0, 1, None, inside, 0, root)]
        names: list[dict[str, int]] = [{}]
        while places:
            place, response_names = places.pop(), names.pop()
            for node in place.selections.selections:
                self.visited += 1
                own.directives += len(node.directives or ())
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

    def _roots(self) -> tuple[GraphQLNamedType | None, ...]:
        return (self.schema.query_type, self.schema.mutation_type, self.schema.subscription_type)

    def _count_repeat(self, node: FieldNode, response_names: dict[str, int]) -> None:
        name = (node.alias or node.name).value
        before = response_names.get(name, 0)
        response_names[name] = before + 1
        self.repeats += before

    def _spread(self, node: FragmentSpreadNode, place: Place, own: Own) -> None:
        self.spreads += 1
        own.spreads.append(
            Spread(node.name.value, place.depth, place.times, place.introspection_depth)
        )

    def _inline(self, node: InlineFragmentNode, place: Place) -> Place:
        if node.type_condition is None:
            return replace(place, selections=node.selection_set)
        kind = self.schema.get_type(node.type_condition.name.value)
        return replace(place, selections=node.selection_set, kind=kind)

    def _field(self, node: FieldNode, place: Place, own: Own) -> Place | None:
        """Count one field; give the place of what it selects."""
        name = node.name.value
        depth = place.depth + 1
        own.fields += 1
        own.aliases += node.alias is not None
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
        return Place(
            selections=node.selection_set,
            kind=get_named_type(definition.type) if definition else None,
            depth=depth,
            times=min(CEILING, place.times * times),
            pending=pending,
            introspecting=False,
            introspection_depth=0,
            root=False,
        )

    def _introspection_field(self, node: FieldNode, place: Place, own: Own) -> Place | None:
        name = node.name.value
        own.introspection_cost = min(CEILING, own.introspection_cost + place.times)
        deeper = place.introspection_depth + (name in RECURSIVE_INTROSPECTION)
        own.introspection_depth = max(own.introspection_depth, deeper)
        if node.selection_set is None:
            return None
        times = min(CEILING, place.times * INTROSPECTION_LISTS.get(name, 1))
        return Place(node.selection_set, None, place.depth, times, None, True, deeper, root=False)

    def _definition(self, kind: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if kind is not None and (is_object_type(kind) or is_interface_type(kind)):
            found: GraphQLField | None = kind.fields.get(name)
            return found
        return None

    def _items(
        self, node: FieldNode, definition: GraphQLField | None, place: Place
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


def measure(
    document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any] | None = None
) -> Measure:
    """Measure `document` as it would run with `variables` (as they came, not yet coerced)."""
    walk = Walk(schema, _with_defaults(document, variables or {}))
    fragments: dict[str, Own] = {}
    operations: list[Own] = []
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = walk.own(definition)
        elif isinstance(definition, OperationDefinitionNode):
            operations.append(walk.own(definition))
    for name in _innermost_first(fragments):
        _write_out(fragments[name], fragments)
    for operation in operations:
        _write_out(operation, fragments)
    # A fragment that no operation spreads is refused by validation, which walks it all the same.
    everything = [*operations, *fragments.values()]

    def most(of: str) -> int:
        return max((getattr(own, of) for own in everything), default=0)

    return Measure(
        depth=most("depth"),
        fields=most("fields"),
        aliases=most("aliases"),
        directives=most("directives"),
        root_fields=max((own.root_fields for own in operations), default=0),
        repeats=walk.repeats,
        cost=most("cost"),
        introspection_roots=most("introspection_roots"),
        introspection_depth=most("introspection_depth"),
        introspection_cost=most("introspection_cost"),
        operations=len(operations),
        fragments=len(fragments),
        spreads=walk.spreads,
        introspects=any(own.introspection_roots for own in everything),
        visited=walk.visited + walk.spreads,
    )


def _write_out(own: Own, fragments: Mapping[str, Own]) -> None:
    """Add to `own` what its fragments hold; they must have been written out before."""
    for spread in own.spreads:
        inner = fragments.get(spread.name)
        if inner is None or inner is own:
            continue
        own.depth = min(CEILING, max(own.depth, spread.depth + inner.depth))
        own.fields = min(CEILING, own.fields + inner.fields)
        own.aliases = min(CEILING, own.aliases + inner.aliases)
        own.directives = min(CEILING, own.directives + inner.directives)
        own.introspection_roots = min(CEILING, own.introspection_roots + inner.introspection_roots)
        own.cost = min(CEILING, own.cost + spread.times * inner.cost)
        own.introspection_cost = min(
            CEILING, own.introspection_cost + spread.times * inner.introspection_cost
        )
        own.introspection_depth = max(
            own.introspection_depth, spread.introspection_depth + inner.introspection_depth
        )
        if spread.depth == 0:
            own.root_fields = min(CEILING, own.root_fields + inner.root_fields)


def _innermost_first(fragments: Mapping[str, Own]) -> Iterator[str]:
    """Fragment names so that each comes after all that it spreads; cycles are cut where met."""
    done: set[str] = set()
    entered: set[str] = set()
    for start in fragments:
        stack = [start]
        while stack:
            name = stack[-1]
            if name in done:
                stack.pop()
            elif name in entered:
                done.add(name)
                stack.pop()
                yield name
            else:
                entered.add(name)
                stack.extend(
                    spread.name
                    for spread in fragments[name].spreads
                    if spread.name in fragments and spread.name not in entered
                )


def _with_defaults(document: DocumentNode, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """`variables`, and for those not given the integer defaults that the operations declare."""
    values: dict[str, Any] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for variable in definition.variable_definitions or ():
                default = variable.default_value
                if isinstance(default, IntValueNode):
                    number = CEILING if len(default.value) > 12 else int(default.value)
                    name = variable.variable.name.value
                    values[name] = max(number, values.get(name, 0))
    return {**values, **variables}
