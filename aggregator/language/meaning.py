"""Whether a query means the same in two schemas: then what came of it in one holds in the other.

Only what it selects is compared. A field that nobody selects may come, go or change.
"""

from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    DefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    print_ast,
)

_SOURCE = "source"
"""A lookup provides the objects that have it; others are parts of a record."""


def means_the_same(
    definitions: Iterable[DefinitionNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    before: GraphQLSchema,
    now: GraphQLSchema,
) -> bool:
    """Whether each field that is selected is there in both schemas, and is the same.

    `definitions` are valid in `before`; `fragments` are those that they may spread.
    """
    if before is now:
        return True
    walk = _Walk(fragments, before, now)
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    return all(walk.operation(each) for each in operations)


class _Walk:
    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        before: GraphQLSchema,
        now: GraphQLSchema,
    ) -> None:
        self._fragments = fragments
        self._before = before
        self._now = now
        self._seen: set[tuple[str, int]] = set()

    def operation(self, node: OperationDefinitionNode) -> bool:
        if node.operation is not OperationType.QUERY or self._before.query_type is None:
            return False
        name = self._before.query_type.name
        variables = [_name_of(each.type) for each in node.variable_definitions or ()]
        return all(map(self._same_type, variables)) and self._selections(name, node.selection_set)

    def _selections(self, owner: str, selections: SelectionSetNode) -> bool:
        if (owner, id(selections)) in self._seen:
            return True
        self._seen.add((owner, id(selections)))
        return all(self._selection(owner, node) for node in selections.selections)

    def _selection(self, owner: str, node: object) -> bool:
        if isinstance(node, FieldNode):
            return self._field(owner, node)
        if isinstance(node, FragmentSpreadNode):
            node = self._fragments.get(node.name.value)
        if not isinstance(node, InlineFragmentNode | FragmentDefinitionNode):
            return False
        inner = node.type_condition.name.value if node.type_condition else owner
        return self._same_type(inner) and self._selections(inner, node.selection_set)

    def _field(self, owner: str, node: FieldNode) -> bool:
        name = node.name.value
        if name.startswith("__"):
            return True
        before, now = _field_of(self._before, owner, name), _field_of(self._now, owner, name)
        if before is None or now is None or _signature(before) != _signature(now):
            return False
        of = get_named_type(before.type)
        inputs = [get_named_type(each.type).name for each in before.args.values()]
        if not all(map(self._same_type, (of.name, *inputs))):
            return False
        return node.selection_set is None or self._selections(of.name, node.selection_set)

    def _same_type(self, name: str) -> bool:
        """Whether a type is the same by itself; of an object only who finds it counts."""
        before, now = self._before.type_map.get(name), self._now.type_map.get(name)
        if before is None or now is None:
            return before is now
        return list(_facts(before)) == list(_facts(now))


def _facts(type_: GraphQLNamedType) -> Iterator[object]:
    yield is_composite_type(type_)
    yield isinstance(type_, GraphQLObjectType) and _SOURCE in type_.fields
    if isinstance(type_, GraphQLEnumType):
        yield [(name, each.deprecation_reason) for name, each in type_.values.items()]
    elif isinstance(type_, GraphQLInputObjectType):
        yield [(name, str(each.type)) for name, each in type_.fields.items()]


def _signature(field: GraphQLField) -> tuple[object, ...]:
    """What a card relies on: the type, the arguments with what they are unless told."""
    arguments = [
        (name, str(each.type), _default(each)) for name, each in sorted(field.args.items())
    ]
    return str(field.type), field.deprecation_reason, arguments


def _default(argument: GraphQLArgument) -> str:
    given = argument.default
    if given is None or given.literal is None:
        return repr(argument.default_value if given is None else given.value)
    return print_ast(given.literal)


def _field_of(schema: GraphQLSchema, owner: str, name: str) -> GraphQLField | None:
    fields: Mapping[str, GraphQLField] = getattr(schema.type_map.get(owner), "fields", {})
    return fields.get(name)


def _name_of(node: object) -> str:
    while not hasattr(node, "name"):
        node = getattr(node, "type", None)
        if node is None:
            return ""
    return str(getattr(node.name, "value", ""))
