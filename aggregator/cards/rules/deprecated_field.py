"""The field, argument or value will go away; the schema says what to use instead.

Wrong:
    fullName @text

Right:
    name @text
"""

from graphql.validation import NoDeprecatedCustomRule

from aggregator.cards.findings import Found, Severity
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Found(span_of(heard.node), message)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, core=(NoDeprecatedCustomRule, _say))
