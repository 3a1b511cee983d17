"""A leaf's value as components: by its component directive, or else by its type."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import DirectiveNode, GraphQLNamedType

from aggregator.domain.plain.components import Component
from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.kinds import kind_of
from aggregator.language.match import Predicate
from aggregator.language.outline import Braces, Piece
from aggregator.language.paths import Scope
from aggregator.mapping.formatters import name_in_words
from aggregator.render.card import Defaults
from aggregator.render.layout import pieces
from aggregator.render.layout.emit import (
    Colour,
    badge_show,
    link_show,
    markdown_show,
    moment_show,
    text_show,
    with_copy,
)
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame, Show, Words
from aggregator.render.layout.links import begins_well, mail_url
from aggregator.render.layout.marks import colours, flag, keyword, text
from aggregator.render.layout.values import Text, raw, text_of
from aggregator.render.layout.words import words_of


def show_of(field: Piece, braces: Braces, defaults: Defaults) -> Show:
    """How one value of the leaf `field` is shown, its words read from `braces`."""
    type_ = _type(field)
    format_ = _single(field, FORMATS, "two-formats")
    component = _single(field, COMPONENTS, "two-components")
    write = text_of(type_, format_)
    if component is None:
        plain = format_ is None or (format_.name.value == "date" and not keyword(format_, "style"))
        return _by_type(field, type_, write, formatted=not plain, defaults=defaults)
    return _BUILDERS[component.name.value](field, component, braces, write, defaults)


def one_each(field: Piece) -> bool:
    """Whether a list of leaves is shown one component each, rather than joined by commas."""
    component = _single(field, COMPONENTS, "two-components")
    if component is not None:
        return component.name.value not in {"text", "copy"}
    plain = _single(field, FORMATS, "two-formats") is None
    return plain and kind_of(_type(field)) in {"enum", "url"}


def joined(write: Text) -> Text:
    """How a list is written: its values with commas between."""

    def all_of_them(values: Any, frame: Frame) -> str:
        if not isinstance(values, list):
            return write(values, frame)
        return ", ".join(filter(None, (write(value, frame) for value in values)))

    return all_of_them


def label_of(field: Piece) -> str:
    """Name the field in words, for a person."""
    return name_in_words(field.name)


def _type(field: Piece) -> GraphQLNamedType:
    if field.named_type is None:
        raise Unchecked(field.node, "unknown-field")
    return field.named_type


def _single(field: Piece, names: frozenset[str], rule: str) -> DirectiveNode | None:
    found = [mark for mark in field.directives if mark.name.value in names]
    if len(found) > 1:
        raise Unchecked(found[1], rule)
    return found[0] if found else None


def _by_type(
    field: Piece, type_: GraphQLNamedType, write: Text, *, formatted: bool, defaults: Defaults
) -> Show:
    kind = kind_of(type_)
    if kind == "enum":
        return badge_show(write, None, _always("GREY"))
    if kind == "id" and not field.is_list:
        return with_copy(write, f"Copy {_lower(label_of(field))}")
    if kind == "url":
        return link_show(_fixed(label_of(field)), None, raw)
    if kind == "moment" and not formatted and defaults.date_component and not field.is_list:
        return moment_show(write)
    return text_show(joined(write) if field.is_list else write)


def _text(field: Piece, mark: DirectiveNode, braces: Braces, write: Text, _: Defaults) -> Show:
    size, fixed = keyword(mark, "size"), keyword(mark, "color")
    color = _first(colours(mark, _type(field)), fixed)
    markdown = flag(mark, "markdown")
    words = words_of(mark, "text", braces, "markdown" if markdown else "plain")
    if not markdown or (words is None and kind_of(_type(field)) != "markdown"):
        return text_show(joined(write) if field.is_list else write, words, size, color)
    return markdown_show(joined(write) if field.is_list else write, words, size, color)


def _badge(field: Piece, mark: DirectiveNode, braces: Braces, write: Text, _: Defaults) -> Show:
    color = _first(colours(mark, _type(field)), "GREY")
    return badge_show(write, words_of(mark, "label", braces), color)


def _copy(field: Piece, mark: DirectiveNode, braces: Braces, write: Text, _: Defaults) -> Show:
    label = words_of(mark, "label", braces) or _fixed(f"Copy {_lower(label_of(field))}")
    words = words_of(mark, "text", braces, "copy")
    formatted = _single(field, FORMATS, "two-formats") is not None
    copied = joined(write if formatted else _raw)

    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        content = words(scope, frame) if words else copied(value, frame)
        tooltip = label(scope, frame)
        if not content or not tooltip:
            return []
        return pieces.some(pieces.copy(content, tooltip) or pieces.text(content))

    return show


def _link(field: Piece, mark: DirectiveNode, braces: Braces, _: Text, __: Defaults) -> Show:
    label = words_of(mark, "label", braces) or _fixed(label_of(field))
    url = text(mark, "url")
    if url is not None:
        if not begins_well(url):
            raise Unchecked(mark, "link-scheme")
        return link_show(label, words_of(mark, "url", braces, "url"), raw)
    kind = kind_of(_type(field))
    if kind == "email":
        return link_show(label, None, _mail)
    if kind != "url":
        raise Unchecked(mark, "link-target")
    return link_show(label, None, raw)


def _workflow(
    field: Piece,  # noqa: ARG001 -- the builders' common signature
    mark: DirectiveNode,
    braces: Braces,
    _: Text,
    __: Defaults,
) -> Show:
    identifier, key = text(mark, "id") or None, text(mark, "key") or None
    if (identifier is None) is (key is None):
        raise Unchecked(mark, "workflow-target")
    label = words_of(mark, "label", braces) or _fixed("")

    def show(_: Any, scope: Scope, frame: Frame) -> list[Component]:
        return pieces.some(pieces.workflow(label(scope, frame) or "", identifier, key))

    return show


def _user(
    field: Piece,  # noqa: ARG001 -- the builders' common signature
    mark: DirectiveNode,
    braces: Braces,  # noqa: ARG001
    write: Text,
    defaults: Defaults,
) -> Show:
    names = {"EMAIL": "email", "USER": "user_id", "MACHINE_USER": "machine_user_id"}
    name = names[keyword(mark, "by") or "EMAIL"]
    as_text = text_show(write)

    def show(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        found = pieces.user(name, raw(value)) if defaults.user_component else None
        return [found] if found else as_text(value, scope, frame)

    return show


_BUILDERS: dict[str, Callable[[Piece, DirectiveNode, Braces, Text, Defaults], Show]] = {
    "text": _text,
    "badge": _badge,
    "copy": _copy,
    "link": _link,
    "workflow": _workflow,
    "user": _user,
}


def _first(conditions: Sequence[tuple[str, Predicate]], otherwise: str | None) -> Colour:
    if not conditions:
        return _always(otherwise)

    def color(value: Any, frame: Frame) -> str | None:
        for name, accepts in conditions:
            if accepts(value, frame.now):
                return name
        return otherwise

    return color


def _always(color: str | None) -> Colour:
    return lambda _, __: color


def _fixed(words: str) -> Words:
    return lambda _, __: words


def _raw(value: Any, _: Frame) -> str:
    return raw(value)


def _mail(value: Any) -> str:
    return mail_url(raw(value)) or ""


def _lower(words: str) -> str:
    """`Invoice number` inside a sentence; acronyms keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
