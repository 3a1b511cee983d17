"""Two fields of the same braces would have the same name in the result, but are not the same.

Give one an alias: `open: invoices(first: 3) { ... }`.

Wrong:
    name @text name: email @text

Right:
    name @text email @text
"""

from graphql import OverlappingFieldsCanBeMergedRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message, _, _ = heard.message.partition(". Use different aliases")
    nodes = heard.nodes
    second = nodes[len(nodes) // 2]
    hint = "Give one an alias: other: field."
    return Violation(span_of(second), message.replace("'", '"'), hint=hint)


RULE = Rule.of(__name__, __doc__, core=(OverlappingFieldsCanBeMergedRule, _say))
