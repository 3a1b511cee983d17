"""`@each` says how a list is shown; the field is a single value.

Wrong:
    account @each(max: 3) { name @text }

Right:
    account { name @text }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("each")
        if node is not None and selection.type is not None and not selection.is_list:
            yield Violation(
                span_of(node), f'@each is for lists: "{selection.name}" is a single value'
            )


RULE = Rule.of(__name__, __doc__, card=check)
