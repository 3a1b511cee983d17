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
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, ArgumentNode):
        return None
    name = node.name.value
    directive, field, owner = (
        heard.context.get_directive(),
        heard.context.get_field_def(),
        heard.context.get_parent_type(),
    )
    if directive is not None:
        known, what = list(directive.args), f"@{directive.name}"
    elif field is not None and owner is not None:
        if owner is heard.context.schema.query_type and _field_name(owner, field) in ROOTS:
            return None  # said as `root-argument`: in a card they take none at all
        known, what = list(field.args), f"{owner.name}.{_field_name(owner, field)}"
    else:
        return None
    message = f'{what} has no argument "{name}"'
    place = f"{directive.name if directive else 'first'}.{name.lower()}"
    if place in _NEEDLESS:
        why = f"{_NEEDLESS[place]} Remove it."
        return Violation(span_of(node), message, hint=why, changes=(_without(node),))
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
    "text.red": "error",
    "text.green": "success",
    "text.orange": "warning",
    "text.yellow": "warning",
    "text.grey": "muted",
    "text.gray": "muted",
    "badge.text": "label",
    "badge.title": "label",
    "badge.orange": "yellow",
    "badge.amber": "yellow",
    "badge.warning": "yellow",
    "badge.success": "green",
    "badge.error": "red",
    "badge.danger": "red",
    "badge.muted": "grey",
    "badge.default": "grey",
    "badge.else": "grey",
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
_NEEDLESS = {
    **dict.fromkeys(("first.orderby", "first.order", "first.sort", "first.sortby"), _ORDER),
    **dict.fromkeys(("first.after", "first.offset", "first.page"), _PAGE),
    **dict.fromkeys(("date.timezone", "date.tz", "date.zone"), _ZONE),
    **dict.fromkeys(("date.format", "date.pattern", "date.locale"), _LOCALE),
    **dict.fromkeys(("money.format", "money.locale", "number.format", "number.locale"), _LOCALE),
    "money.currency": "An amount has its currency; the workspace's stands in where it has none.",
    "card.key": "A card's key is the name of its file.",
    "card.team": "A card's team is the name of its folder.",
    "card.icon": "Plain draws no icons in a card.",
    "text.bold": "@text(markdown: true) writes **bold**.",
}
"""Directive and what others say with an argument, in small letters -> why a card does not."""

RULE = Rule.of(__name__, __doc__, core=(KnownArgumentNamesRule, _say))
