"""There is no directive of that name in the card language.

The language is listed in docs/cards.md and completed by editors from `graphql/schema.graphql`.

Wrong:
    name @txt

Right:
    name @text
"""

from graphql import DirectiveNode, KnownDirectivesRule
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, DirectiveNode) or heard.context.schema.get_directive(node.name.value):
        return None
    name = node.name.value
    other = _MEANT.get(name.lower())
    meant = [other] if other else suggestion_list(name, sorted(LAYOUT | {"card"}))
    message = f"The card language has no directive @{name}"
    return Violation(span_of(node), message, tuple(f"@{each}" for each in meant[:3]))


_MEANT = {
    "if": "when",
    "show": "when",
    "filter": "where",
    "list": "each",
    "foreach": "each",
    "repeat": "each",
    "label": "row",
    "title": "text",
    "bold": "text",
    "color": "text",
    "colour": "text",
    "markdown": "text",
    "currency": "money",
    "price": "money",
    "percentage": "percent",
    "tag": "badge",
    "status": "badge",
    "url": "link",
    "button": "link",
    "href": "link",
    "line": "divider",
    "hr": "divider",
    "space": "spacer",
    "datetime": "date",
    "time": "date",
    "ago": "relative",
}
"""What other languages call it -> the directive that does it here."""

RULE = Rule.of(__name__, __doc__, core=(KnownDirectivesRule, _say))
