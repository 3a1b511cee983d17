"""An argument is given once; of two, nobody could say which holds.

Wrong:
    invoices(first: 3, first: 5) @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

from graphql import UniqueArgumentNamesRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Violation(whole_span(heard.nodes[-1]), message, hint="Remove one of them.")


RULE = Rule.of(__name__, __doc__, core=(UniqueArgumentNamesRule, _say))
