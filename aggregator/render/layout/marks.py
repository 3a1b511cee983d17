"""Reading the arguments of directives. They were validated: what does not fit is left out."""

from collections.abc import Sequence

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    EnumValueNode,
    GraphQLNamedType,
    IntValueNode,
)

from aggregator.language.directives import COLOURS
from aggregator.language.match import Match, Predicate, parse_match
from aggregator.language.outline import argument, arguments, string, values


def text(mark: DirectiveNode, name: str) -> str | None:
    """Give a text argument; None when it is not given, or null."""
    node = string(mark, name)
    return node.value if node else None


def keyword(mark: DirectiveNode, name: str) -> str | None:
    """Give an enum argument's value."""
    given = argument(mark, name)
    return given.value.value if given and isinstance(given.value, EnumValueNode) else None


def flag(mark: DirectiveNode, name: str) -> bool:
    given = argument(mark, name)
    return bool(given and isinstance(given.value, BooleanValueNode) and given.value.value)


def integer(mark: DirectiveNode, name: str) -> int | None:
    given = argument(mark, name)
    return int(given.value.value) if given and isinstance(given.value, IntValueNode) else None


def matches(mark: DirectiveNode, name: str, type_: GraphQLNamedType) -> Sequence[Match] | None:
    """Give an argument's match words for fields of `type_`; None when it is not given."""
    given = argument(mark, name)
    if given is None:
        return None
    return [parse_match(node, type_) for node in values(given.value)]


def colours(mark: DirectiveNode, type_: GraphQLNamedType) -> Sequence[tuple[str, Predicate]]:
    """Give the colours of a @badge or @text with their conditions, in written order."""
    known = COLOURS[mark.name.value]
    return [
        (known[given.name.value], match.accepts)
        for given in arguments(mark)
        if given.name.value in known
        for match in matches(mark, given.name.value, type_) or ()
    ]
