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
from aggregator.language.match import MatchWord, Predicate, parse_match
from aggregator.language.outline import argument, arguments, string, values


def text(directive: DirectiveNode, name: str) -> str | None:
    """Give a text argument; None when it is not given, or null."""
    node = string(directive, name)
    return node.value if node else None


def keyword(directive: DirectiveNode, name: str) -> str | None:
    """Give an enum argument's value."""
    given = argument(directive, name)
    return given.value.value if given and isinstance(given.value, EnumValueNode) else None


def flag(directive: DirectiveNode, name: str) -> bool:
    given = argument(directive, name)
    return bool(given and isinstance(given.value, BooleanValueNode) and given.value.value)


def integer(directive: DirectiveNode, name: str) -> int | None:
    given = argument(directive, name)
    return int(given.value.value) if given and isinstance(given.value, IntValueNode) else None


def matches(
    directive: DirectiveNode, name: str, type_: GraphQLNamedType
) -> Sequence[MatchWord] | None:
    """Give an argument's match words for fields of `type_`; None when it is not given."""
    given = argument(directive, name)
    if given is None:
        return None
    return [parse_match(node, type_) for node in values(given.value)]


def colours(directive: DirectiveNode, type_: GraphQLNamedType) -> Sequence[tuple[str, Predicate]]:
    """Give the colours of a @badge or @text with their conditions, in written order."""
    known = COLOURS[directive.name.value]
    return [
        (known[given.name.value], match.accepts)
        for given in arguments(directive)
        if given.name.value in known
        for match in matches(directive, given.name.value, type_) or ()
    ]
