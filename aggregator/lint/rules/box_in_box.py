"""Plain draws no box inside a box: one of the two sections keeps `box: true`.

Wrong:
    contact @section(box: true) { owner @section(box: true) { name @text } }

Right:
    contact @section(box: true) { owner @section(title: "Owner") { name @text } }
"""

from collections.abc import Iterator

from graphql import BooleanValueNode

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, Piece, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("section")
        if node is not None and _boxed(piece) and any(map(_boxed, piece.ancestors())):
            box = argument(node, "box")
            yield Found(span_of(box or node), "A box inside a box: Plain draws one level of them")


def _boxed(piece: Piece) -> bool:
    node = piece.directive("section")
    box = argument(node, "box") if node else None
    return box is not None and isinstance(box.value, BooleanValueNode) and box.value.value


RULE = Rule.of(__name__, __doc__, card=check)
