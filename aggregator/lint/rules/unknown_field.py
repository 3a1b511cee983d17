"""The type has no field of that name.

The schema says which fields there are; an editor completes them, and `graphql/schema.graphql`
lists them with their descriptions. A value that does not exist yet is added to the graph (a
tested field), not computed in the card.

Wrong:
    nmae @text

Right:
    name @text
"""

import re
from collections.abc import Container

from graphql import FieldNode, FieldsOnCorrectTypeRule, is_object_type
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Heard, Rule
from aggregator.lint.wrapped import unwrapped


def _say(heard: Heard) -> Violation | None:
    node, owner = heard.node, heard.context.get_parent_type()
    if not isinstance(node, FieldNode) or owner is None:
        return None
    span = span_of(node)
    if owner is heard.context.schema.query_type or _AS.search(span.source.body, 0, span.start):
        return None  # said as `unknown-root`, or of the "as" before it
    fields = getattr(owner, "fields", {})
    other = _renamed(span) if node.name.value == "as" else _turned(node, fields)
    other = other or unwrapped(heard, node) or _on_type(heard, node) or _ordered(node)
    if other is not None:
        return other
    if node.name.value in LAYOUT:
        return _unmarked(node, owner.name)
    meant = suggestion_list(_camel_case(node.name.value), list(fields))
    message = f'{owner.name} has no field "{node.name.value}"'
    if not meant and is_object_type(owner) and len(fields) <= 20:
        return Violation(span, message, hint=f"It has: {', '.join(fields)}.")
    return Violation(span, message, tuple(meant[:3]))


def _unmarked(node: FieldNode, owner: str) -> Violation:
    """Tell of `name text`, where the @ is missing; or `{ text(...) }`, where a field is, too."""
    span, name = span_of(node), node.name.value
    message = f'{owner} has no field "{name}": a directive begins with @'
    grouped = node.selection_set is not None
    first = span.source.body[: span.start].rstrip(" \t\r\n,").endswith("{")
    if first and not grouped:
        return Violation(span, message, hint=f"Write a field before it: name @{name}")
    return Violation(span, message, (f"... @{name}" if grouped else f"@{name}",))


def _turned(node: FieldNode, fields: Container[str]) -> Violation | None:
    """Tell of `name: who`, where GraphQL writes the new name first: `who: name`."""
    if node.alias is None or node.alias.value not in fields:
        return None
    name = span_of(node)
    if node.name.value in LAYOUT:
        written = f"{node.alias.value} @{node.name.value}"
        change = Replacement(Span(name.source, whole_span(node).start, name.end), written)
        message = "How a field is shown stands behind it with @, not with a colon"
        return Violation(name, message, hint=f"Write {written}", changes=(change,))
    written = f"{node.name.value}: {node.alias.value}"
    change = Replacement(Span(name.source, whole_span(node).start, name.end), written)
    message = "A field's other name stands before it, not behind it"
    return Violation(name, message, hint=f"Write {written}", changes=(change,))


def _on_type(heard: Heard, node: FieldNode) -> Violation | None:
    """Tell of `on Ticket { }`, without the three points before it."""
    span = span_of(node)
    follows = _ON.match(span.source.body, span.start)
    if follows is None or follows[1] not in heard.context.schema.type_map:
        return None
    changes = (Replacement(Span(span.source, span.start, span.start), "... "),)
    message = "Fields of one type stand behind three points, on and its name"
    covers = Span(span.source, *follows.span())
    return Violation(span, message, (), f"Write ... on {follows[1]}", changes, covers=covers)


def _ordered(node: FieldNode) -> Violation | None:
    """Tell of `ORDER BY createdAt DESC` behind a list, which reads as four fields."""
    span = span_of(node)
    body = span.source.body
    clause = _ORDER_BY.match(body, span.start)
    list_ = _BEHIND.search(body, max(span.start - 400, 0), span.start) if clause else None
    if clause is None or list_ is None:
        return None
    changes = (Replacement(Span(span.source, *clause.span()), ""),)
    covers = Span(span.source, list_.start(), clause.end())
    message = "ORDER BY is of SQL: lists are newest first"
    return Violation(span, message, (), "Remove it.", changes, covers=covers)


_ON = re.compile(r"on[ \t]+([A-Z]\w*)(?=[ \t\r\n]*[@{])")
_ORDER_BY = re.compile(r"ORDER[ \t]+BY[ \t]+\w+(?:[ \t]+(?:ASC|DESC))?", re.IGNORECASE)
_BEHIND = re.compile(r"\w{1,100}[ \t]*(?:\([^()]{0,200}\)[ \t]*)?\Z")
_AS = re.compile(r"\b([_A-Za-z]\w*)[ \t]+as[ \t]+\Z")
_NAMED_AS = re.compile(r"\b([_A-Za-z]\w*)[ \t]+as[ \t]+([_A-Za-z]\w*)")


def _renamed(span: Span) -> Violation | None:
    """Tell of `name as fullName`, where GraphQL writes `fullName: name`."""
    body = span.source.body
    line = body.rfind("\n", 0, span.start) + 1
    for found in _NAMED_AS.finditer(body, line):
        if body[found.end(1) : span.start].strip(" \t") == "" and found.end(1) < span.start:
            written = f"{found[2]}: {found[1]}"
            change = Replacement(Span(span.source, found.start(), found.end()), written)
            message = "A field's other name stands before it, not behind it"
            return Violation(span, message, hint=f"Write {written}", changes=(change,))
    return None


def _camel_case(name: str) -> str:
    """Write `renews_at` as `renewsAt`, as the schema would."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


RULE = Rule.of(__name__, __doc__, core=(FieldsOnCorrectTypeRule, _say))
