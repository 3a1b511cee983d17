"""A variable holds what the request says; a default would stand in for somebody else.

Wrong:
    query Q($customerId: String = "a") @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.variables import definitions, mended


def check(tree: Outline) -> Iterator[Violation]:
    for node in definitions(tree):
        if node.default_value is not None:
            message = f"${node.variable.name.value} comes from the request: it has no default"
            span, type_ = whole_span(node.default_value), whole_span(node.type)
            nullable = type_.text.removesuffix("!")
            change = Replacement(Span(span.source, type_.start, span.end), nullable)
            right = f"Write ${node.variable.name.value}: {nullable}"
            change, hint = mended(tree, node, change, right)
            yield Violation(span, message, hint=hint, changes=(change,))


RULE = Rule.of(__name__, __doc__, card=check)
