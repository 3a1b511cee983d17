"""A section has a title, or a box around it; with neither it changes nothing.

Wrong:
    account @section { name @text }

Right:
    account @section(title: "Account") { name @text }
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("section")
        if node and not argument(node, "title") and not argument(node, "box"):
            hint = 'Give it title: "..." or box: true.'
            yield Violation(
                span_of(node),
                "@section without title and box shows nothing",
                hint=hint,
                cause=whole_span(node),
            )


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
