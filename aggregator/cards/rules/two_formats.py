"""A field has at most one format.

Wrong:
    usage { apiRatio @number @percent }

Right:
    usage { apiRatio @percent }
"""

from collections.abc import Iterator

from aggregator.cards.directives import FORMATS
from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule
from aggregator.cards.span import span_of


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        found = [node for node in piece.directives if node.name.value in FORMATS]
        for node in found[1:]:
            one, other = found[0].name.value, node.name.value
            if one != other:
                yield Found(span_of(node), f"@{one} and @{other}: a field has one format")


RULE = Rule.of(__name__, __doc__, card=check)
