"""The field is a single value and has no fields of its own: leave the braces out.

Wrong:
    name @text { first }

Right:
    name @text
"""

from graphql import ScalarLeafsRule, SelectionSetNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    if not isinstance(heard.node, SelectionSetNode) or heard.node.loc is None:
        return None  # said as `missing-selection`
    message = (
        f"{heard.context.get_type()} is a single value: it has no fields, leave the braces out"
    )
    start = heard.node.loc.start
    whole = whole_span(heard.node)
    place, changes = Span(whole.source, start, start + 1), (Replacement(whole, ""),)
    return Violation(place, message, changes=changes, covers=whole)


RULE = Rule.of(__name__, __doc__, core=(ScalarLeafsRule, _say))
