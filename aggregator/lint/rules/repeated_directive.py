"""A directive stands twice on one field; only `@note` and `@when` may be repeated.

Wrong:
    name @text @text

Right:
    name @text
"""

from graphql import DirectiveNode, UniqueDirectivesPerLocationRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.nodes[-1]
    name = node.name.value if isinstance(node, DirectiveNode) else ""
    return Violation(span_of(node), f"@{name} stands here twice")


RULE = Rule.of(__name__, __doc__, core=(UniqueDirectivesPerLocationRule, _say))
