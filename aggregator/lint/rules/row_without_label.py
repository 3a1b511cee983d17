"""A single value in a row of its own has nothing beside it without a label.

`@row(label: "Plan")` puts the label left and the value right; to show the value alone, give it a
component such as `@text`.

Wrong:
    name @row

Right:
    name @row(label: "Name")
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule
from aggregator.mapping.formatters import name_in_words


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("row")
        if node is not None and selection.is_leaf and not node.arguments:
            label = name_in_words(selection.name)
            message = "@row on a single value needs its label"
            yield Violation(span_of(node), message, (f'@row(label: "{label}")',))


RULE = Rule.of(__name__, __doc__, card=check)
