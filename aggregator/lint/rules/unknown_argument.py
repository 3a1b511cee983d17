"""The field or directive takes no argument of that name.

An editor completes the arguments; for a directive they are part of the card language.

Wrong:
    name @row(lable: "Name")

Right:
    name @row(label: "Name")
"""

from graphql import ArgumentNode, KnownArgumentNamesRule
from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span, span_of, whole_span
from aggregator.language.syntax.colour_map import COLOURS_ELSEWHERE
from aggregator.lint.argument_meant import meant_argument
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, ArgumentNode):
        return None
    directive, field, owner = (
        heard.context.get_directive(),
        heard.context.get_field_def(),
        heard.context.get_parent_type(),
    )
    if directive is not None:
        known, what = list(directive.args), f"@{directive.name}"
        place = f"{directive.name}.{node.name.value.lower()}"
        return meant_argument(heard, node, directive) or _other(node, known, what, place)
    if field is None or owner is None:
        return None
    name = _field_name(owner, field)
    if owner is heard.context.schema.query_type and name in ROOTS:
        return None  # said as `root-argument`: in a card they take none at all
    place = f"first.{node.name.value.lower()}"
    return _other(node, list(field.args), f"{owner.name}.{name}", place)


def _other(node: ArgumentNode, known: list[str], what: str, place: str) -> Violation:
    name = node.name.value
    message = f'{what} has no argument "{name}"'
    if place in _NEEDLESS:
        why = f"{_NEEDLESS[place]} Remove it."
        return Violation(span_of(node), message, hint=why, changes=(_without(node),))
    if place in _CANNOT:
        return Violation(span_of(node), message, hint=_CANNOT[place])
    other = _OTHERS.get(place, "")
    meant = (other,) if other in known else tuple(suggestion_list(name, known)[:3])
    takes = ", ".join(known) if known else "no arguments"
    hint = None if meant else f"It takes {takes}."
    return Violation(span_of(node), message, meant, hint)


def _field_name(owner: object, field: object) -> str:
    fields = getattr(owner, "fields", {})
    return next((name for name, each in fields.items() if each is field), "__typename")


def _without(node: ArgumentNode) -> Replacement:
    """Take an argument away, with the parentheses that would be empty."""
    span = whole_span(node)
    body = span.source.body
    before, behind = body[: span.start].rstrip(" ,\r\n\t"), body[span.end :].lstrip(" ,\r\n\t")
    if before.endswith("(") and behind.startswith(")"):
        span = Span(span.source, len(before) - 1, len(body) - len(behind) + 1)
    return Replacement(span, "")


_OTHERS = {
    **COLOURS_ELSEWHERE,
    "row.title": "label",
    "row.text": "label",
    "row.name": "label",
    "row.heading": "label",
    "section.label": "title",
    "section.heading": "title",
    "section.text": "title",
    "section.name": "title",
    "section.border": "box",
    "text.label": "text",
    "text.value": "text",
    "text.content": "text",
    "text.colour": "color",
    "badge.text": "label",
    "badge.title": "label",
    "link.href": "url",
    "link.to": "url",
    "link.text": "label",
    "link.title": "label",
    "copy.value": "text",
    "copy.title": "label",
    "copy.tooltip": "label",
    "workflow.workflow": "key",
    "workflow.name": "key",
    "workflow.text": "label",
    "workflow.title": "label",
    "default.value": "text",
    "default.label": "text",
    "note.label": "text",
    "note.value": "text",
    "note.title": "text",
    "each.limit": "max",
    "each.first": "max",
    "each.title": "heading",
    "each.label": "heading",
    "each.header": "heading",
    "each.none": "empty",
    "each.fallback": "empty",
    "each.default": "empty",
    "number.decimals": "digits",
    "number.precision": "digits",
    "percent.decimals": "digits",
    "percent.precision": "digits",
    "when.equals": "is",
    "when.eq": "is",
    "when.in": "is",
    "when.value": "is",
    "when.values": "is",
    "when.if": "is",
    "when.isnot": "not",
    "when.notin": "not",
    "when.ne": "not",
    "when.path": "field",
    "where.equals": "is",
    "where.eq": "is",
    "where.in": "is",
    "where.value": "is",
    "where.isnot": "not",
    "where.notin": "not",
    "where.ne": "not",
    "where.path": "field",
    "card.name": "title",
    "card.label": "title",
    "card.heading": "title",
    "card.timetolive": "ttl",
    "card.cache": "ttl",
    "card.maxage": "ttl",
    "card.fallback": "empty",
    "first.limit": "first",
    "first.last": "first",
    "first.take": "first",
    "first.max": "first",
    "first.count": "first",
    "first.size": "first",
}
"""Directive and what others call an argument, in small letters -> ours; `first`: of a list."""

_ORDER = "Lists are newest first."
_PAGE = "A card shows one page: `first` is how much of it."
_ZONE = "The time zone is a setting of the workspace."
_LOCALE = "How it is written follows from the workspace's locale."
_KEPT_BY = "A card is kept by Plain, for as long as its ttl says."
_ICON = "Plain draws no icons in a card."
_KEPT = '@where(field: "status", is: OPEN) keeps some of a list, with the field in its braces.'
_NEEDLESS = {
    **dict.fromkeys(("first.orderby", "first.order", "first.sort", "first.sortby"), _ORDER),
    **dict.fromkeys(("first.after", "first.offset", "first.page"), _PAGE),
    **dict.fromkeys(("date.timezone", "date.tz", "date.zone"), _ZONE),
    **dict.fromkeys(("date.format", "date.pattern", "date.locale"), _LOCALE),
    **dict.fromkeys(("money.format", "money.locale", "number.format", "number.locale"), _LOCALE),
    "money.currency": "An amount has its currency; the workspace's stands in where it has none.",
    "each.as": "Words read an item's fields by their names: {subject}.",
    "each.item": "Words read an item's fields by their names: {subject}.",
    **dict.fromkeys(("card.fetchpolicy", "card.cachecontrol", "card.refresh"), _KEPT_BY),
    "card.key": "A card's key is the name of its file.",
    "card.team": "A card's team is the name of its folder.",
    "card.icon": _ICON,
    **dict.fromkeys(("text.icon", "badge.icon", "link.icon", "row.icon"), _ICON),
    "link.target": "A link opens in a window of its own.",
    "text.bold": "@text(markdown: true) writes **bold**.",
}
"""Directive and what others say with an argument, in small letters -> why a card does not."""

_WHOLE = 'A text is compared as a whole: is: "urgent", or ["urgent", "high"] for several.'
_CANNOT = {
    f"{directive}.{name}": _WHOLE
    for directive in ("when", "where")
    for name in ("contains", "startswith", "endswith", "like", "matches", "regex", "pattern")
}
_CANNOT |= dict.fromkeys(
    ("text.style", "text.weight", "text.class", "text.css", "text.font"),
    "size: is S, M or L, color: is MUTED and others; @text(markdown: true) writes **bold**.",
)
_CANNOT |= {
    f"first.{name}": _KEPT for name in ("where", "filter", "status", "state", "search", "query")
}
"""Directive and what others say with an argument, in small letters -> what a card says."""

RULE = Rule.of(__name__, __doc__, core=(KnownArgumentNamesRule, _say))
