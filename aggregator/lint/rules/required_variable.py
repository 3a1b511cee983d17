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

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for node in (tree.operation.variable_definitions or ()) if tree.operation else ():
        if isinstance(node.type, NonNullTypeNode):
            message = f"${node.variable.name.value} may be absent from a request: leave the ! out"
            yield Violation(whole_span(node.type), message)


RULE = Rule.of(__name__, __doc__, card=check)
