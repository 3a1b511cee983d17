"""`@when`: whether a piece is shown at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from graphql import DirectiveNode, GraphQLObjectType, GraphQLSchema, is_abstract_type

from aggregator.cards.layout.blocks import Condition
from aggregator.cards.layout.faults import card_error, word_error
from aggregator.cards.layout.frame import Frame
from aggregator.cards.layout.marks import matches
from aggregator.cards.match import Match
from aggregator.cards.outline import Piece, string
from aggregator.cards.paths import PathError, Scope, Target, reader, resolve
from aggregator.cards.templates import TemplateError, parse_path
from aggregator.domain.card import Failed
from aggregator.domain.text import blank


def when(mark: DirectiveNode, piece: Piece, fields: Sequence[Piece]) -> Condition:
    """Compile one @when; `fields` are those of the same braces as `piece`.

    A condition that failed holds for nothing and is remembered as a failure. A list matches when
    one of its values does.
    """
    target = _target(mark, piece, fields)
    type_ = target.field.named_type
    if type_ is None:
        raise card_error(mark, f'there is no field "{target.field.name}" here', "unknown-field")
    wanted, refused = matches(mark, "is", type_), matches(mark, "not", type_)
    if (wanted or refused) and not target.field.is_leaf:
        message = f'"{target.field.name}" is an object: @when compares one of its fields'
        raise card_error(mark, message, "when-field")
    read = target.read

    def holds(scope: Scope, frame: Frame) -> bool:
        value = read(scope)
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


def _target(mark: DirectiveNode, piece: Piece, fields: Sequence[Piece]) -> Target:
    node = string(mark, "field")
    if node is None:
        if not piece.is_field:
            message = "@when on a group of fields needs `field:`, the one it looks at"
            raise card_error(mark, message, "when-field")
        return Target(piece, reader([piece.name]))
    try:
        return resolve(parse_path(node.value), fields)
    except TemplateError as error:
        raise word_error(node, error.start, error.end, error.message, "when-field") from None
    except PathError as error:
        at = error.segment
        raise word_error(node, at.start, at.end, error.message, "when-field") from None


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
