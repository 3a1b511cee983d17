"""`@skip` and `@include` need variables of the caller; a card hides things with `@when`.

Wrong:
    name @skip(if: true) @text

Right:
    name @when(not: ["Ann"]) @text
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives:
            if node.name.value in {"skip", "include"}:
                message = f"@{node.name.value} has no meaning in a card"
                yield Violation(span_of(node), message, ("@when",))


RULE = Rule.of(__name__, __doc__, card=check)
