"""`@each` says how a list is shown; the field is a single value.

Wrong:
    account @each(max: 3) { name @text }

Right:
    account { name @text }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("each")
        if node is not None and piece.type is not None and not piece.is_list:
            yield Found(span_of(node), f'@each is for lists: "{piece.name}" is a single value')


RULE = Rule.of(__name__, __doc__, card=check)
