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

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, Piece, argument
from aggregator.language.span import span_of


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the code of its rule, and where the card meets it."""

    code: str
    found: Found


def quiet_changes(before: Outline, now: GraphQLSchema) -> Iterator[Change]:
    """Compare each field that the card selects; what is gone has findings of its own.

    Both schemas were read from SDL, so that one thing is declared in one way in them.
    """
    for piece in before.pieces:
        owner = now.get_type(piece.owner.name) if piece.owner else None
        node, was = piece.node, piece.definition
        if not isinstance(node, FieldNode) or was is None or piece.owner is None:
            continue
        name = node.name.value
        field = getattr(owner, "fields", {}).get(name)
        if field is None:
            continue
        coordinate = f"{piece.owner.name}.{name}"
        at = span_of(node)
        changed = _type_changed(was.type, field.type)
        if changed:
            message = f"{coordinate} is {field.type} now, it was {was.type}"
            yield Change(changed, Found(at, message))
        yield from _defaults(node, was.args, field.args, coordinate)
        yield from _members(piece, before.schema, now)


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
) -> Iterator[Change]:
    for name, old in was.items():
        new = now.get(name)
        if new is None or argument(node, name) is not None:
            continue
        before, after = _default(old), _default(new)
        if before != after and after is not None:
            message = f"{coordinate}({name}:) is {after} now where it is not given, it was {before}"
            hint = f"Write {name}: to keep it as it was."
            yield Change("default-changed", Found(span_of(node), message, hint=hint))


def _default(declared: GraphQLArgument) -> str | None:
    literal = declared.default.literal if declared.default else None
    return None if literal is None else print_ast(literal)


def _members(piece: Piece, before: GraphQLSchema, now: GraphQLSchema) -> Iterator[Change]:
    """Look at a field of which the card tells the types apart."""
    old, new = piece.named_type, None
    if old is not None and is_abstract_type(old) and _tells_apart(piece):
        new = now.get_type(old.name)
    if old is None or not is_abstract_type(old) or not is_abstract_type(new):
        return
    known = {each.name for each in before.get_possible_types(old)}
    added = sorted({each.name for each in now.get_possible_types(new)} - known)
    if added:
        message = f"{old.name} can be {' or '.join(added)} too now"
        hint = f"Add {' and '.join(f'... on {name} {{ }}' for name in added)}."
        yield Change("member-added", Found(span_of(piece.node), message, hint=hint))


def _tells_apart(piece: Piece) -> bool:
    return any(
        child.kind == "spread"
        or (isinstance(child.node, InlineFragmentNode) and child.node.type_condition is not None)
        for child in piece.children
    )
