"""A card file holds one query and fragments; types and directives are defined elsewhere.

Wrong:
    type A { b: Int }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from graphql import ExecutableDefinitionsRule

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    message = "A card file holds one query and its fragments, no definitions"
    return Found(span_of(heard.node), message)


RULE = Rule.of(__name__, __doc__, core=(ExecutableDefinitionsRule, _say))
