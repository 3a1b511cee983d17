"""A card's operation as it is executed: layout taken out, type names put in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from aggregator.language.outline import Outline, Selection, argument
from aggregator.schema.timeline_members import expanded

BOUND = "first"
"""The argument that says how many items of a list are wanted."""

_TYPENAME = "__typename"


def executable(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    schema: GraphQLSchema,
) -> DocumentNode:
    """Give the document to execute; the nodes that were parsed stay as they are.

    `__typename` is added wherever the type of an object is only known when it is there, so that
    `... on Type` can be decided from the data alone.
    """
    root = schema.get_root_type(operation.operation)
    bare = replace(
        operation,
        directives=(),
        selection_set=_selections(operation.selection_set, root, schema),
    )
    shared = [_fragment(fragment, schema) for fragment in fragments.values()]
    return DocumentNode(definitions=(bare, *shared))


def variable_names(operation: OperationDefinitionNode) -> tuple[str, ...]:
    """Name the operation's variables."""
    return tuple(each.variable.name.value for each in operation.variable_definitions or ())


def bounds(outline: Outline) -> Mapping[tuple[str, str], int]:
    """(type, list field) -> the most items any selection of it asks.

    A selection without a number asks for the schema's default. A field of an interface counts for
    each type that implements it, one that is made of other lists for these.
    """
    found: dict[tuple[str, str], int] = {}
    for selection in outline.selections:
        maximum = bound(selection)
        if maximum is None or selection.owner is None or not isinstance(selection.node, FieldNode):
            continue
        for owner in _owners(selection.owner, outline.schema):
            for name in expanded(outline.schema, owner, [selection.node.name.value]):
                found[owner, name] = max(maximum, found.get((owner, name), 0))
    return found


def bound(selection: Selection) -> int | None:
    """The most items that a list field fetches; None when it takes no bound."""
    declared = selection.definition.args.get(BOUND) if selection.definition else None
    if declared is None or not selection.is_list or not isinstance(selection.node, FieldNode):
        return None
    given = argument(selection.node, BOUND)
    if given is not None and isinstance(given.value, IntValueNode):
        return int(given.value.value)
    return declared_bound(declared)


def declared_bound(declared: GraphQLArgument) -> int | None:
    """The schema's default, whichever of graphql-core's two ways it was declared in."""
    default = declared.default
    if default is not None:
        literal = default.literal
        if isinstance(literal, IntValueNode):
            return int(literal.value)
        return default.value if isinstance(default.value, int) else None
    return declared.default_value if isinstance(declared.default_value, int) else None


def _owners(type_: GraphQLCompositeType, schema: GraphQLSchema) -> Sequence[str]:
    if is_abstract_type(type_):
        return [type_.name, *(each.name for each in schema.get_possible_types(type_))]
    return [type_.name]


def _fragment(node: FragmentDefinitionNode, schema: GraphQLSchema) -> FragmentDefinitionNode:
    on = schema.get_type(node.type_condition.name.value)
    inside = _selections(node.selection_set, on if is_composite_type(on) else None, schema)
    return replace(node, directives=(), selection_set=inside)


def _selections(
    node: SelectionSetNode, owner: GraphQLCompositeType | None, schema: GraphQLSchema
) -> SelectionSetNode:
    kept = [_selection(selection, owner, schema) for selection in node.selections]
    if is_abstract_type(owner) and not any(_is_typename(selection) for selection in kept):
        kept.append(FieldNode(name=NameNode(value=_TYPENAME)))
    return replace(node, selections=tuple(kept))


def _selection(
    node: SelectionNode, owner: GraphQLCompositeType | None, schema: GraphQLSchema
) -> SelectionNode:
    """Copy a selection without directives, `owner` being the type in whose braces it stands."""
    if isinstance(node, FieldNode):
        if node.selection_set is None:
            return replace(node, directives=())
        field = schema.get_field(owner, node.name.value) if owner else None
        held = get_named_type(field.type) if field else None
        below = held if is_composite_type(held) else None
        return replace(
            node, directives=(), selection_set=_selections(node.selection_set, below, schema)
        )
    if isinstance(node, InlineFragmentNode):
        on = schema.get_type(node.type_condition.name.value) if node.type_condition else owner
        below = on if is_composite_type(on) else None
        return replace(
            node, directives=(), selection_set=_selections(node.selection_set, below, schema)
        )
    return replace(node, directives=())


def _is_typename(node: Node) -> bool:
    return isinstance(node, FieldNode) and node.name.value == _TYPENAME and node.alias is None
