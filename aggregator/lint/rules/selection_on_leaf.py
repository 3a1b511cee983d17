"""The field is a single value and has no fields of its own: leave the braces out.

Wrong:
    name @text { first }

Right:
    name @text
"""

from graphql import ScalarLeafsRule, SelectionSetNode

from aggregator.language.diagnostics import Violation
from aggregator.language.span import Span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    if not isinstance(heard.node, SelectionSetNode) or heard.node.loc is None:
        return None  # said as `missing-selection`
    message = (
        f"{heard.context.get_type()} is a single value: it has no fields, leave the braces out"
    )
    start = heard.node.loc.start
    return Violation(Span(heard.node.loc.source, start, start + 1), message)


RULE = Rule.of(__name__, __doc__, core=(ScalarLeafsRule, _say))
