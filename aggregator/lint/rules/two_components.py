"""A field has at most one component.

Wrong:
    name @text @badge

Right:
    name @badge
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COMPONENTS
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        found = [node for node in selection.directives if node.name.value in COMPONENTS]
        for node in found[1:]:
            one, other = found[0].name.value, node.name.value
            if one != other:
                change = Replacement(whole_span(node), "")
                message = f"@{one} and @{other}: a field has one component"
                hint = f"Remove @{other}, or show the field again by another name: at: lastSeenAt."
                yield Violation(span_of(node), message, hint=hint, changes=(change,))


RULE = Rule.of(__name__, __doc__, card=check)
