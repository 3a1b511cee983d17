"""The variable's type does not fit where it is used.

Wrong:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: $customerId) @each(max: 3) @row { number @main } }
    }

Right:
    query Q @card(title: "T") {
      customer { invoices(first: 3) @row { number @main } }
    }
"""

from graphql import VariablesInAllowedPositionRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    return Violation(whole_span(heard.nodes[-1]), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(VariablesInAllowedPositionRule, _say))
