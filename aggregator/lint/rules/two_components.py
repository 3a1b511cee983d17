"""A field has at most one component.

Wrong:
    name @text @badge

Right:
    name @badge
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import COMPONENTS
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        found = [node for node in selection.directives if node.name.value in COMPONENTS]
        for node in found[1:]:
            one, other = found[0].name.value, node.name.value
            if one != other:
                yield Violation(span_of(node), f"@{one} and @{other}: a field has one component")


RULE = Rule.of(__name__, __doc__, card=check)
