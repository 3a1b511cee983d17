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
from aggregator.language.match import MatchWord
from aggregator.language.outline import Braces, Selection, string
from aggregator.language.paths import PathTarget, reader, resolve
from aggregator.language.templates import parse_path
from aggregator.render.layout.arguments import matches
from aggregator.render.layout.blocks import BlockCondition
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.lists import Keeps


def when(directive: DirectiveNode, selection: Selection, braces: Braces) -> BlockCondition:
    """Compile one @when, which stands on `selection`.

    A condition that failed holds for nothing and is remembered as a failure. A list matches when
    one of its values does.
    """
    target = _target(directive, selection, braces)
    read, matches_ = target.read, _matcher(directive, target.field)
    return lambda obj, frame: matches_(read(obj, frame.around), frame)


def where(directive: DirectiveNode, selection: Selection) -> Keeps:
    """Compile one @where, which stands on the list `selection`: whether an item of it is kept.

    An item whose value failed is not kept, and the failure is remembered.
    """
    node = string(directive, "field")
    if (node is None) is not selection.is_leaf:
        raise Unchecked(directive, "where-field")
    if node is None:
        return _matcher(directive, selection)
    target = _path(node, [list(selection.fields())])
    read, matches_ = target.read, _matcher(directive, target.field)
    return lambda item, frame: matches_(read(item, ()), frame)


def _matcher(directive: DirectiveNode, field: Selection) -> Keeps:
    """Compile `is:` and `not:` for values of `field`."""
    type_ = field.named_type
    if type_ is None:
        raise Unchecked(field.node, "unknown-field")
    wanted, refused = matches(directive, "is", type_), matches(directive, "not", type_)
    if (wanted or refused) and not field.is_leaf:
        raise Unchecked(directive, "match-on-object")

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


def of_type(selection: Selection, schema: GraphQLSchema) -> BlockCondition | None:
    """Compile the type a fragment is on; None when every object here is of it."""
    owner, on = selection.owner, selection.type
    if owner is None or on is None or owner is on:
        return None
    possible = set(_names(on, schema))
    if set(_names(owner, schema)) <= possible:
        return None
    names = frozenset(possible)
    return lambda obj, _: obj.get("__typename") in names


def _names(type_: Any, schema: GraphQLSchema) -> list[str]:
    if is_abstract_type(type_):
        return [possible.name for possible in schema.get_possible_types(type_)]
    return [type_.name] if isinstance(type_, GraphQLObjectType) else []


def _target(directive: DirectiveNode, selection: Selection, braces: Braces) -> PathTarget:
    node = string(directive, "field")
    if node is not None:
        return _path(node, braces)
    if not selection.is_field:
        raise Unchecked(directive, "when-without-field")
    return PathTarget(selection, reader([selection.name]))


def _path(node: StringValueNode, braces: Braces) -> PathTarget:
    return resolve(parse_path(node.value), braces)


def _any(words: Sequence[MatchWord], value: Any, now: datetime) -> bool:
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
