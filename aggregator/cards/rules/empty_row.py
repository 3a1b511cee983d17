"""A row needs something to show: a field inside with `@main`, `@aside` or a look of its own.

Wrong:
    contact @row { name email }

Right:
    contact @row { name @main email @aside }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found, Severity
from aggregator.cards.outline import Outline, Piece
from aggregator.cards.rule import Rule
from aggregator.cards.span import span_of


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("row")
        if node is None or piece.is_leaf or not piece.children:
            continue
        if not any(each.is_shown for each in _below(piece)):
            message = "Nothing inside this row is shown"
            hint = "Put @main or @aside on the fields that it shows."
            yield Found(span_of(node), message, hint=hint)


def _below(piece: Piece) -> Iterator[Piece]:
    for child in piece.children:
        yield child
        yield from _below(child)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
