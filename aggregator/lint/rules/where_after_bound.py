"""`first:` bounds what is fetched, and `@where` keeps only what matches of that.

With `first: 5` the sixth ticket is never looked at, though it may be the one that matters. Fetch
100, which most sources give in one exchange, and bound what is shown by `@each(max:)`. A field
gives up to 500, at the price of more exchanges (`aggregator check --explain` counts them). Where
even that may hide a match, add a field to the graph that holds only those that are meant.

Wrong:
    tickets(first: 5) @where(field: "priority", is: [URGENT]) { priority subject @text }

Right:
    tickets(first: 100) @where(field: "priority", is: [URGENT]) @each(max: 5) {
      priority subject @text
    }
"""

from collections.abc import Iterator

from graphql import FieldNode

from aggregator.domain.lookup import FIRST_MAX
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.document import BOUND, bound
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule

ENOUGH = 100
"""Items of one customer to look through: what batches and pages of most sources hold at once."""


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("where")
        first = bound(selection) if node is not None else None
        if node is None or first is None or first >= ENOUGH:
            continue
        given = argument(selection.node, BOUND) if isinstance(selection.node, FieldNode) else None
        message = f"Only the first {first} are looked at: one that matches may come after them"
        hint = (
            f"Raise first: to {ENOUGH}, or to {FIRST_MAX} at most, and bound what is shown by "
            "@each(max:)."
        )
        yield Violation(span_of(given or node), message, hint=hint)


RULE = Rule.of(__name__, __doc__, Severity.HINT, card=check)
