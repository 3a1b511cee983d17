"""There is no directive of that name in the card language.

The language is listed in docs/cards.md and completed by editors from `graphql/schema.graphql`.

Wrong:
    name @txt

Right:
    name @text
"""

from graphql import DirectiveNode, KnownDirectivesRule
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, DirectiveNode) or heard.context.schema.get_directive(node.name.value):
        return None
    name = node.name.value
    elsewhere = _ELSEWHERE.get(name.lower())
    if elsewhere is not None:
        whole = whole_span(node)
        message = f"@{name} is of other programs: {elsewhere}"
        return Violation(whole, message, hint="Remove it.", changes=(Replacement(whole, ""),))
    other = _MEANT.get(name.lower())
    meant = [other] if other else suggestion_list(name, sorted(LAYOUT | {"card"}))
    message = f"The card language has no directive @{name}"
    written = tuple(f"@{each}" for each in meant[:3])
    return Violation(span_of(node), message, written)


_MEANT = {
    "if": "when",
    "unless": "when",
    "show": "when",
    "hide": "when",
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
    "ago": "date",
    "left": "main",
    "right": "aside",
    "columns": "row",
    "column": "row",
    "flex": "row",
    "table": "each",
    "heading": "section",
    "header": "section",
    "group": "section",
    "box": "section",
    "container": "section",
    "br": "spacer",
    "separator": "divider",
    "fallback": "default",
    "or": "default",
    "clipboard": "copy",
    "pill": "badge",
    "chip": "badge",
    "limit": "each",
}
"""What other languages call it -> the directive that does it here."""

_WHOLE = "a card is answered whole"
_OF_CLIENTS = "a card is kept by Plain, for as long as its ttl says"
_ELSEWHERE = {
    "defer": _WHOLE,
    "stream": _WHOLE,
    "live": _WHOLE,
    "client": "all that a card reads is in the graph",
    "connection": _OF_CLIENTS,
    "cached": _OF_CLIENTS,
    "cachecontrol": _OF_CLIENTS,
    "incontext": "language and currency are settings of the workspace",
}
"""What other programs say with a directive that no card needs -> what holds here."""

RULE = Rule.of(__name__, __doc__, core=(KnownDirectivesRule, _say))
