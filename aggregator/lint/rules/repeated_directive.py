"""A directive stands twice on one field; only `@note` and `@when` may be repeated.

Wrong:
    name @text @text

Right:
    name @text
"""

from graphql import DirectiveNode, UniqueDirectivesPerLocationRule

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.nodes[-1]
    name = node.name.value if isinstance(node, DirectiveNode) else ""
    changes = (Replacement(whole_span(node), ""),)
    message = f"@{name} stands here twice"
    return Violation(span_of(node), message, hint="Remove one of them.", changes=changes)


RULE = Rule.of(__name__, __doc__, core=(UniqueDirectivesPerLocationRule, _say))
