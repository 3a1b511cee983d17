"""A directive stands twice on one field; only `@note` and `@when` may be repeated.

Wrong:
    name @text @text

Right:
    name @text
"""

from graphql import DirectiveNode, UniqueDirectivesPerLocationRule

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    node = heard.nodes[-1]
    name = node.name.value if isinstance(node, DirectiveNode) else ""
    return Found(span_of(node), f"@{name} stands here twice")


RULE = Rule.of(__name__, __doc__, core=(UniqueDirectivesPerLocationRule, _say))
