"""The directive exists, but may not stand there.

`@card` stands on the query; all others stand on fields, and those that group (`@row @section @note
@divider @spacer @when`) on inline fragments too.

Wrong:
    query Q @card(title: "T") @row { customer { name @text } }

Right:
    query Q @card(title: "T") { customer @row { name @main } }
"""

from graphql import DirectiveNode, KnownDirectivesRule

from aggregator.language.findings import Found
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule

_PLACES = {
    "QUERY": "the query",
    "FIELD": "fields",
    "INLINE_FRAGMENT": "inline fragments",
}
_SAID_ELSEWHERE = ("fragment spread", "mutation", "subscription")


def _say(heard: Heard) -> Found | None:
    node = heard.node
    known = (
        heard.context.schema.get_directive(node.name.value)
        if isinstance(node, DirectiveNode)
        else None
    )
    if known is None or not isinstance(node, DirectiveNode):
        return None
    if any(f"on {place}." in heard.message for place in _SAID_ELSEWHERE):
        return None
    places = [_PLACES.get(each.value, each.value.lower()) for each in known.locations]
    return Found(span_of(node), f"@{known.name} may not stand here, only on {' and '.join(places)}")


RULE = Rule.of(__name__, __doc__, core=(KnownDirectivesRule, _say))
