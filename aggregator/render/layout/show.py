"""A leaf's value as components: by its component directive, or else by its type."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import DirectiveNode, GraphQLNamedType

from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.kinds import kind_of
from aggregator.language.match import Predicate
from aggregator.language.outline import Braces, Selection
from aggregator.language.paths import ObjectData
from aggregator.mapping.formatters import name_in_words
from aggregator.render.card import Defaults
from aggregator.render.layout import build
from aggregator.render.layout.arguments import colours, flag, keyword, text
from aggregator.render.layout.emit import (
    BadgeShow,
    Colour,
    FixedColour,
    TextShow,
    link_show,
    markdown_show,
    moment_show,
    with_copy,
)
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame, Show, Words
from aggregator.render.layout.links import begins_well, mail_url
from aggregator.render.layout.pieces import Piece, piece
from aggregator.render.layout.values import TextOf, as_it_came, raw, text_of
from aggregator.render.layout.words import words_of


def show_of(field: Selection, braces: Braces, defaults: Defaults) -> Show:
    """How one value of the leaf `field` is shown, its words read from `braces`."""
    type_ = _type(field)
    format_ = _single(field, FORMATS, "two-formats")
    component = _single(field, COMPONENTS, "two-components")
    write = text_of(type_, format_)
    if component is None:
        plain = format_ is None or (format_.name.value == "date" and not keyword(format_, "style"))
        return _by_type(field, type_, write, formatted=not plain, defaults=defaults)
    return _BUILDERS[component.name.value](field, component, braces, write, defaults)


def one_each(field: Selection) -> bool:
    """Whether a list of leaves is shown one component each, rather than joined by commas."""
    component = _single(field, COMPONENTS, "two-components")
    if component is not None:
        return component.name.value not in {"text", "copy"}
    plain = _single(field, FORMATS, "two-formats") is None
    return plain and kind_of(_type(field)) in {"enum", "url"}


def joined(write: TextOf) -> TextOf:
    """How a list is written: its values with commas between."""

    def all_of_them(values: Any, frame: Frame) -> str:
        if not isinstance(values, list):
            return write(values, frame)
        return ", ".join(filter(None, (write(value, frame) for value in values)))

    return all_of_them


def label_of(field: Selection) -> str:
    """Name the field in words, for a person."""
    return name_in_words(field.name)


def _type(field: Selection) -> GraphQLNamedType:
    if field.named_type is None:
        raise Unchecked(field.node, "unknown-field")
    return field.named_type


def _single(field: Selection, names: frozenset[str], rule: str) -> DirectiveNode | None:
    found = [directive for directive in field.directives if directive.name.value in names]
    if len(found) > 1:
        raise Unchecked(found[1], rule)
    return found[0] if found else None


def _by_type(
    field: Selection, type_: GraphQLNamedType, write: TextOf, *, formatted: bool, defaults: Defaults
) -> Show:
    kind = kind_of(type_)
    if kind == "enum":
        return BadgeShow(write, None, _always("GREY"))
    if kind == "id" and not field.is_list:
        return with_copy(write, f"Copy {_lower(label_of(field))}")
    if kind == "url":
        return link_show(_fixed(label_of(field)), None, raw)
    if kind == "moment" and not formatted and defaults.date_component and not field.is_list:
        return moment_show(write)
    return TextShow(joined(write) if field.is_list else write)


def _text(
    field: Selection, directive: DirectiveNode, braces: Braces, write: TextOf, _: Defaults
) -> Show:
    size, fixed = keyword(directive, "size"), keyword(directive, "color")
    color = _first(colours(directive, _type(field)), fixed)
    markdown = flag(directive, "markdown")
    words = words_of(directive, "text", braces)
    if not markdown or (words is None and kind_of(_type(field)) != "markdown"):
        return TextShow(joined(write) if field.is_list else write, words, size, color)
    return markdown_show(joined(write) if field.is_list else write, words, size, color)


def _badge(
    field: Selection, directive: DirectiveNode, braces: Braces, write: TextOf, _: Defaults
) -> Show:
    color = _first(colours(directive, _type(field)), "GREY")
    return BadgeShow(write, words_of(directive, "label", braces), color)


def _copy(
    field: Selection, directive: DirectiveNode, braces: Braces, write: TextOf, _: Defaults
) -> Show:
    label = words_of(directive, "label", braces) or _fixed(f"Copy {_lower(label_of(field))}")
    words = words_of(directive, "text", braces, "copy")
    formatted = _single(field, FORMATS, "two-formats") is not None
    copied = joined(write if formatted else as_it_came)

    def show(value: Any, obj: ObjectData, frame: Frame) -> Piece:
        content = words(obj, frame) if words else copied(value, frame)
        tooltip = label(obj, frame)
        if not content or not tooltip:
            return ""
        return piece(build.copy(content, tooltip) or build.text(content))

    return show


def _link(
    field: Selection, directive: DirectiveNode, braces: Braces, _: TextOf, __: Defaults
) -> Show:
    label = words_of(directive, "label", braces) or _fixed(label_of(field))
    url = text(directive, "url")
    if url is not None:
        if not begins_well(url):
            raise Unchecked(directive, "link-scheme")
        return link_show(label, words_of(directive, "url", braces, "url"), raw)
    kind = kind_of(_type(field))
    if kind == "email":
        return link_show(label, None, _mail)
    if kind != "url":
        raise Unchecked(directive, "link-target")
    return link_show(label, None, raw)


def _workflow(
    field: Selection,  # noqa: ARG001 -- the builders' common signature
    directive: DirectiveNode,
    braces: Braces,
    _: TextOf,
    __: Defaults,
) -> Show:
    identifier, key = text(directive, "id") or None, text(directive, "key") or None
    if (identifier is None) is (key is None):
        raise Unchecked(directive, "workflow-target")
    label = words_of(directive, "label", braces) or _fixed("")

    def show(_: Any, obj: ObjectData, frame: Frame) -> Piece:
        return piece(build.workflow(label(obj, frame) or "", identifier, key))

    return show


def _user(
    field: Selection,  # noqa: ARG001 -- the builders' common signature
    directive: DirectiveNode,
    braces: Braces,  # noqa: ARG001
    write: TextOf,
    defaults: Defaults,
) -> Show:
    names = {"EMAIL": "email", "USER": "user_id", "MACHINE_USER": "machine_user_id"}
    name = names[keyword(directive, "by") or "EMAIL"]
    as_text = TextShow(write)

    def show(value: Any, obj: ObjectData, frame: Frame) -> Piece:
        found = build.user(name, raw(value)) if defaults.user_component else None
        return piece(found) if found else as_text(value, obj, frame)

    return show


_BUILDERS: dict[str, Callable[[Selection, DirectiveNode, Braces, TextOf, Defaults], Show]] = {
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
    return FixedColour(color)


def _fixed(words: str) -> Words:
    return lambda _, __: words


def _mail(value: Any) -> str:
    return mail_url(raw(value)) or ""


def _lower(words: str) -> str:
    """`Invoice number` inside a sentence; acronyms keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
