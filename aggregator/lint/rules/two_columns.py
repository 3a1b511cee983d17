"""A field stands in one column of its row: `@main` or `@aside`.

Wrong:
    contact @row { name @main @aside }

Right:
    contact @row { name @main }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        aside = selection.directive("aside")
        if aside is not None and selection.has("main"):
            yield Violation(
                span_of(aside), "A field stands in one column: @main or @aside, not both"
            )


RULE = Rule.of(__name__, __doc__, card=check)
