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

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    return Found(span_of(heard.nodes[-1]), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(UniqueVariableNamesRule, _say))
