"""A field stands in one column of its row: `@main` or `@aside`.

Wrong:
    contact @row { name @main @aside }

Right:
    contact @row { name @main }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        aside = piece.directive("aside")
        if aside is not None and piece.has("main"):
            yield Found(span_of(aside), "A field stands in one column: @main or @aside, not both")


RULE = Rule.of(__name__, __doc__, card=check)
