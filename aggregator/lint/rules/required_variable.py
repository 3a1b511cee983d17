"""A request may lack any of its ids, so that a card's variables are nullable: no `!`.

Wrong:
    query Q($customerId: ID!) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from collections.abc import Iterator

from graphql import NonNullTypeNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.variables import definitions, mended


def check(tree: Outline) -> Iterator[Violation]:
    for node in definitions(tree):
        if isinstance(node.type, NonNullTypeNode) and node.default_value is None:
            message = f"${node.variable.name.value} may be absent from a request: leave the ! out"
            span = whole_span(node.type)
            change = Replacement(Span(span.source, span.end - 1, span.end), "")
            right = f"Write ${node.variable.name.value}: {span.text[:-1]}"
            change, hint = mended(tree, node, change, right)
            yield Violation(span, message, hint=hint, changes=(change,))


RULE = Rule.of(__name__, __doc__, card=check)
