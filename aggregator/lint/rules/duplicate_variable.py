"""A variable is defined once; of two, nobody could say which holds.

Wrong:
    query Q($customerId: String, $customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from graphql import UniqueVariableNamesRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    return Violation(span_of(heard.nodes[-1]), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(UniqueVariableNamesRule, _say))
