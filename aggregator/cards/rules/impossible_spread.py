"""Nothing is ever of the fragment's type here, so that its fields would never be read.

Wrong:
    name @text ... on Plan { name @text }

Right:
    subscription { plan { ... on Plan { name @text } } }
"""

from graphql import PossibleFragmentSpreadsRule

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Found(span_of(heard.node), message)


RULE = Rule.of(__name__, __doc__, core=(PossibleFragmentSpreadsRule, _say))
