"""`@row(label:)` is a label and one value, so that it stands on a leaf.

On an object or a list, `@row` makes columns of its fields; a heading over them is
`@section(title:)`, over a list `@each(heading:)`.

Wrong:
    account @row(label: "Account") { name @main }

Right:
    account @section(title: "Account") { name @text }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("row")
        label = argument(node, "label") if node else None
        if label is None or piece.is_leaf or (piece.is_field and piece.type is None):
            continue
        instead = "@each(heading:)" if piece.is_list else "@section(title:)"
        yield Found(span_of(label), "@row(label:) is for single values", (instead,))


RULE = Rule.of(__name__, __doc__, card=check)
