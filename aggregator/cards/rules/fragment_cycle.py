"""A fragment that spreads itself, directly or through others, has no end.

Wrong:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text ...A }

Right:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text }
"""

from graphql import NoFragmentCyclesRule

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Found(span_of(heard.node), message)


RULE = Rule.of(__name__, __doc__, core=(NoFragmentCyclesRule, _say))
