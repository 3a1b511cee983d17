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

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for node in (tree.operation.variable_definitions or ()) if tree.operation else ():
        if node.default_value is not None:
            message = f"${node.variable.name.value} comes from the request: it has no default"
            yield Violation(whole_span(node.default_value), message)


RULE = Rule.of(__name__, __doc__, card=check)
