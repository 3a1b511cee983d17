"""Changes of the schema that leave a card valid, found by comparing the fields it selects."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLSchema,
    InlineFragmentNode,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
    print_ast,
)

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, Selection, argument
from aggregator.language.span import span_of


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change: the code of its rule, and where the card meets it."""

    code: str
    found: Violation


def quiet_changes(before: Outline, now: GraphQLSchema) -> Iterator[SchemaChange]:
    """Compare each field that the card selects; what is gone has findings of its own.

    Both schemas were read from SDL, so that one thing is declared in one way in them.
    """
    for selection in before.selections:
        owner = now.get_type(selection.owner.name) if selection.owner else None
        node, was = selection.node, selection.definition
        if not isinstance(node, FieldNode) or was is None or selection.owner is None:
            continue
        name = node.name.value
        field = getattr(owner, "fields", {}).get(name)
        if field is None:
            continue
        coordinate = f"{selection.owner.name}.{name}"
        at = span_of(node)
        changed = _type_changed(was.type, field.type)
        if changed:
            message = f"{coordinate} is {field.type} now, it was {was.type}"
            yield SchemaChange(changed, Violation(at, message))
        yield from _defaults(node, was.args, field.args, coordinate)
        yield from _members(selection, before.schema, now)


def _type_changed(was: object, now: object) -> str | None:
    """Name the rule for what became of a type, from the outside to the inside."""
    weaker = None
    while True:
        if is_non_null_type(was) and not is_non_null_type(now):
            weaker = "now-nullable"
        was, now = _bare(was), _bare(now)
        if is_list_type(was) != is_list_type(now):
            return "type-changed"
        if not (is_list_type(was) and is_list_type(now)):
            break
        was, now = was.of_type, now.of_type
    same = str(was) == str(now) and type(was) is type(now)
    return weaker if same else "type-changed"


def _bare(type_: object) -> object:
    return type_.of_type if is_non_null_type(type_) else type_


def _defaults(
    node: FieldNode,
    was: dict[str, GraphQLArgument],
    now: dict[str, GraphQLArgument],
    coordinate: str,
) -> Iterator[SchemaChange]:
    for name, old in was.items():
        new = now.get(name)
        if new is None or argument(node, name) is not None:
            continue
        before, after = _default(old), _default(new)
        if before != after and after is not None:
            message = f"{coordinate}({name}:) is {after} now where it is not given, it was {before}"
            hint = f"Write {name}: to keep it as it was."
            yield SchemaChange("default-changed", Violation(span_of(node), message, hint=hint))


def _default(declared: GraphQLArgument) -> str | None:
    literal = declared.default.literal if declared.default else None
    return None if literal is None else print_ast(literal)


def _members(
    selection: Selection, before: GraphQLSchema, now: GraphQLSchema
) -> Iterator[SchemaChange]:
    """Look at a field of which the card tells the types apart."""
    old, new = selection.named_type, None
    if old is not None and is_abstract_type(old) and _tells_apart(selection):
        new = now.get_type(old.name)
    if old is None or not is_abstract_type(old) or not is_abstract_type(new):
        return
    known = {each.name for each in before.get_possible_types(old)}
    added = sorted({each.name for each in now.get_possible_types(new)} - known)
    if added:
        message = f"{old.name} can be {' or '.join(added)} too now"
        hint = f"Add {' and '.join(f'... on {name} {{ }}' for name in added)}."
        yield SchemaChange("member-added", Violation(span_of(selection.node), message, hint=hint))


def _tells_apart(selection: Selection) -> bool:
    return any(
        child.kind == "spread"
        or (isinstance(child.node, InlineFragmentNode) and child.node.type_condition is not None)
        for child in selection.children
    )
