"""Definition errors of a card, at their place in the file."""

from graphql import Node, StringValueNode

from aggregator.domain.errors import CardError
from aggregator.language.span import Span, inside, span_of


def card_error(node: Node, message: str, rule: str) -> CardError:
    """Make a CardError about `node`, with file, line and column (from 1)."""
    return _at(span_of(node), message, rule)


def word_error(node: StringValueNode, start: int, end: int, message: str, rule: str) -> CardError:
    """Make a CardError about characters `start` to `end` of a string's value."""
    return _at(inside(node, start, end), message, rule)


def _at(span: Span, message: str, rule: str) -> CardError:
    place = span.place()
    return CardError(
        f"{span.path}:{place.line}:{place.column}: {message}",
        file=span.path,
        line=place.line,
        column=place.column,
        rule=rule,
    )
