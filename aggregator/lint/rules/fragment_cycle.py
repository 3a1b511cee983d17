"""A fragment that spreads itself, directly or through others, has no end.

Wrong:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text ...A }

Right:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text }
"""

from graphql import NoFragmentCyclesRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Violation(span_of(heard.node), message, hint="Remove the spread that closes the circle.")


RULE = Rule.of(__name__, __doc__, core=(NoFragmentCyclesRule, _say))
