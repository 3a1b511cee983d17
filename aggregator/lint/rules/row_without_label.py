"""A single value in a row of its own has nothing beside it without a label.

`@row(label: "Plan")` puts the label left and the value right; to show the value alone, give it a
component such as `@text`.

Wrong:
    name @row

Right:
    name @row(label: "Name")
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("row")
        if node is not None and piece.is_leaf and not node.arguments:
            yield Found(span_of(node), "@row on a single value needs its label", ("@row(label:)",))


RULE = Rule.of(__name__, __doc__, card=check)
