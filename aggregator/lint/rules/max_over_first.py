"""`@each(max:)` shows a part of what `first:` fetches; a larger `max:` is never reached.

Wrong:
    invoices(first: 3) @each(max: 5) @row { number @main }

Right:
    invoices(first: 5) @each(max: 3) @row { number @main }
"""

from collections.abc import Iterator

from graphql import ArgumentNode, FieldNode, IntValueNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        each = selection.directive("each")
        if each is None or not isinstance(selection.node, FieldNode):
            continue
        maximum, first = argument(each, "max"), argument(selection.node, "first")
        shown, fetched = _number(maximum), _number(first)
        if maximum is not None and shown is not None and fetched is not None and shown > fetched:
            message = f"Only {fetched} are fetched: max: {shown} is never reached"
            yield Violation(
                whole_span(maximum.value), message, hint="Raise first:, or leave max: out."
            )


def _number(given: ArgumentNode | None) -> int | None:
    value = given.value if given else None
    digits = value.value if isinstance(value, IntValueNode) else ""
    return int(digits) if 0 < len(digits) <= 10 else None


RULE = Rule.of(__name__, __doc__, Severity.HINT, card=check)
