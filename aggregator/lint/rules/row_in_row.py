"""A row of Plain's holds texts, badges and buttons, no further row.

Wrong:
    contact @row { owner @row { name @main } }

Right:
    contact @row { owner { name @main } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("row")
        if node is not None and any(above.has("row") for above in selection.ancestors()):
            hint = "Inside a row, @main and @aside say in which column a field stands."
            yield Violation(span_of(node), "@row inside @row: a row holds no rows", hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
