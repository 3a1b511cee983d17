"""A group is no value: `@when` on it says by `field:` which one decides.

Wrong:
    ... @when(is: [true]) { name @text }

Right:
    ... @when(field: "email") { name @text } email
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.kind == "inline" else ():
            if node.name.value == "when" and argument(node, "field") is None:
                yield Violation(span_of(node), "@when on a group needs field:, whose value decides")


RULE = Rule.of(__name__, __doc__, card=check)
