"""A row, a list or a section needs something to show: a field inside with a look of its own.

Wrong:
    contact @row { name email }

Right:
    contact @row { name @main email @aside }
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.findings import Found
from aggregator.language.outline import Outline, Piece
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule

_AROUND = {"row": "row", "each": "list", "section": "section"}


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = next((each for each in piece.directives if each.name.value in _AROUND), None)
        if node is None or piece.is_leaf or not piece.children:
            continue
        if not any(_shows(each) for each in _below(piece)):
            message = f"Nothing inside this {_AROUND[node.name.value]} is shown"
            hint = "Put @main or @aside on the fields that it shows."
            if node.name.value != "row":
                hint = "Put @row(label:), @text or another look on the fields that it shows."
            yield Found(span_of(node), message, hint=hint)


def _shows(piece: Piece) -> bool:
    """Tell whether it may show something: a group or an object alone does not."""
    unknown = piece.type is None and not piece.children
    return unknown or (piece.is_shown and (piece.is_leaf or piece.type is None))


def _below(piece: Piece) -> Iterator[Piece]:
    for child in piece.children:
        yield child
        yield from _below(child)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
