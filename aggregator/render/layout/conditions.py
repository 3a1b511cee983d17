"""`@when`: whether a piece is shown at all; `@where`: which items of a list are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from graphql import (
    DirectiveNode,
    GraphQLObjectType,
    GraphQLSchema,
    StringValueNode,
    is_abstract_type,
)

from aggregator.domain.card import Failed
from aggregator.domain.text import blank
from aggregator.language.match import Match
from aggregator.language.outline import Braces, Piece, string
from aggregator.language.paths import Target, reader, resolve
from aggregator.language.templates import parse_path
from aggregator.render.layout.blocks import Condition
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.lists import Keeps
from aggregator.render.layout.marks import matches


def when(mark: DirectiveNode, piece: Piece, braces: Braces) -> Condition:
    """Compile one @when, which stands on `piece`.

    A condition that failed holds for nothing and is remembered as a failure. A list matches when
    one of its values does.
    """
    target = _target(mark, piece, braces)
    read, matches_ = target.read, _matcher(mark, target.field)
    return lambda scope, frame: matches_(read(scope, frame.around), frame)


def where(mark: DirectiveNode, piece: Piece) -> Keeps:
    """Compile one @where, which stands on the list `piece`: whether an item of it is kept.

    An item whose value failed is not kept, and the failure is remembered.
    """
    node = string(mark, "field")
    if (node is None) is not piece.is_leaf:
        raise Unchecked(mark, "where-field")
    if node is None:
        return _matcher(mark, piece)
    target = _path(node, [list(piece.fields())])
    read, matches_ = target.read, _matcher(mark, target.field)
    return lambda item, frame: matches_(read(item, ()), frame)


def _matcher(mark: DirectiveNode, field: Piece) -> Keeps:
    """Compile `is:` and `not:` for values of `field`."""
    type_ = field.named_type
    if type_ is None:
        raise Unchecked(field.node, "unknown-field")
    wanted, refused = matches(mark, "is", type_), matches(mark, "not", type_)
    if (wanted or refused) and not field.is_leaf:
        raise Unchecked(mark, "match-on-object")

    def holds(value: Any, frame: Frame) -> bool:
        if value.__class__ is Failed:
            frame.failed(value)
            return False
        if wanted is None and refused is None:
            return _present(value)
        if wanted is not None and not _any(wanted, value, frame.now):
            return False
        return refused is None or not _any(refused, value, frame.now)

    return holds


def of_type(piece: Piece, schema: GraphQLSchema) -> Condition | None:
    """Compile the type a fragment is on; None when every object here is of it."""
    owner, on = piece.owner, piece.type
    if owner is None or on is None or owner is on:
        return None
    possible = set(_names(on, schema))
    if set(_names(owner, schema)) <= possible:
        return None
    names = frozenset(possible)
    return lambda scope, _: scope.get("__typename") in names


def _names(type_: Any, schema: GraphQLSchema) -> list[str]:
    if is_abstract_type(type_):
        return [possible.name for possible in schema.get_possible_types(type_)]
    return [type_.name] if isinstance(type_, GraphQLObjectType) else []


def _target(mark: DirectiveNode, piece: Piece, braces: Braces) -> Target:
    node = string(mark, "field")
    if node is not None:
        return _path(node, braces)
    if not piece.is_field:
        raise Unchecked(mark, "when-without-field")
    return Target(piece, reader([piece.name]))


def _path(node: StringValueNode, braces: Braces) -> Target:
    return resolve(parse_path(node.value), braces)


def _any(words: Sequence[Match], value: Any, now: datetime) -> bool:
    found = value if isinstance(value, list) else [value]
    return any(
        word.accepts(each, now)
        for each in found
        if each is not None and each.__class__ is not Failed
        for word in words
    )


def _present(value: Any) -> bool:
    """Whether there is a value; of a Boolean, whether it is true."""
    if value is None or value is False:
        return False
    return not blank(value) if isinstance(value, str) else value != []
