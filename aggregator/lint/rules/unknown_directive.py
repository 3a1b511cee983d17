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
from aggregator.language.directives import LAYOUT, MATCHES
from aggregator.language.span import span_of, whole_span
from aggregator.lint.argument_meant import compared_field
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
    message = f"The card language has no directive @{name}"
    written = _condition(node) or _of_list(node) or _look(node)
    if written is not None:
        change = Replacement(whole_span(node), written)
        return Violation(span_of(node), message, hint=f"Write {written}", changes=(change,))
    other = _MEANT.get(name.lower())
    meant = [other] if other else suggestion_list(name, sorted(LAYOUT | {"card"}))
    return Violation(span_of(node), message, tuple(f"@{each}" for each in meant[:3]))


def _look(node: DirectiveNode) -> str | None:
    return None if node.arguments else _WRITTEN.get(node.name.value.lower())


def _condition(node: DirectiveNode) -> str | None:
    """Write `@if(status: ACTIVE)` as a card does."""
    directive = _MEANT.get(node.name.value.lower(), "")
    if directive not in MATCHES or len(node.arguments or ()) != 1:
        return None
    compared = compared_field(directive, (node.arguments or ())[0])
    if compared is None:
        return None
    turned = node.name.value.lower() in {"unless", "hide"}
    return f"@{directive}({compared.replace(', is: ', ', not: ') if turned else compared})"


def _of_list(node: DirectiveNode) -> str | None:
    """Write `@empty(text: "None")` and its like as @each does."""
    argument = _OF_EACH.get(node.name.value.lower())
    if argument is None or len(node.arguments or ()) != 1:
        return None
    value = (node.arguments or ())[0].value
    return f"@each({argument}: {whole_span(value).text})"


_OF_EACH = {
    "empty": "empty",
    "none": "empty",
    "noresults": "empty",
    "max": "max",
    "limit": "max",
    "take": "max",
    "top": "max",
    "more": "more",
}
"""What others call a directive of a list -> the argument of @each that says it."""

_WRITTEN = {
    "relative": "@date(style: RELATIVE)",
    "ago": "@date(style: RELATIVE)",
    "fromnow": "@date(style: RELATIVE)",
    "datetime": "@date(style: DATETIME)",
    "timestamp": "@date(style: DATETIME)",
    "muted": "@text(color: MUTED)",
    "small": "@text(size: S)",
    "large": "@text(size: L)",
    "big": "@text(size: L)",
    "heading": "@text(size: L)",
    "header": "@text(size: L)",
    "h1": "@text(size: L)",
    "container": "@section(box: true)",
    "box": "@section(box: true)",
    "group": "@section(box: true)",
    "panel": "@section(box: true)",
}
"""What others call it, without arguments -> what does it here, as it is written."""


_MEANT = {
    "if": "when",
    "unless": "when",
    "show": "when",
    "hide": "when",
    "filter": "where",
    "list": "each",
    "map": "each",
    "loop": "each",
    "items": "each",
    "for": "each",
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
    "time": "date",
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
}
"""What other languages call it -> the directive that does it here."""

_WHOLE = "a card is answered whole"
_LOOK = "Plain draws none in a card"
_ORDER = "lists are newest first"
_UNSEEN = "a field without a look is read, and not shown"
_COMPUTED = "a card computes nothing, a field of the graph does"
_OF_GRAPHS = "a card reads the one graph, from whichever sources it comes"
_OF_CLIENTS = "a card is kept by Plain, for as long as its ttl says"
_ELSEWHERE = {
    **dict.fromkeys(("icon", "image", "avatar", "img", "chart"), _LOOK),
    **dict.fromkeys(("sort", "sortby", "orderby", "order"), _ORDER),
    **dict.fromkeys(("hidden", "invisible", "fetch"), _UNSEEN),
    **dict.fromkeys(("sum", "total", "avg", "average", "round", "concat", "join"), _COMPUTED),
    "defer": _WHOLE,
    "stream": _WHOLE,
    "live": _WHOLE,
    "client": "all that a card reads is in the graph",
    **dict.fromkeys(("connection", "refetchable", "preloadable"), _OF_CLIENTS),
    **dict.fromkeys(("arguments", "argumentdefinitions", "export", "inline", "unmask"), _WHOLE),
    **dict.fromkeys(("rest", "api", "key", "external", "requires", "provides"), _OF_GRAPHS),
    "cached": _OF_CLIENTS,
    "cachecontrol": _OF_CLIENTS,
    "incontext": "language and currency are settings of the workspace",
}
"""What other programs say with a directive that no card needs -> what holds here."""

RULE = Rule.of(__name__, __doc__, core=(KnownDirectivesRule, _say))
