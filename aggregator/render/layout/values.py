"""A value in words: by its format directive, or else by its type."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DirectiveNode, GraphQLEnumType, GraphQLNamedType

from aggregator.domain.text import trimmed
from aggregator.language.kinds import ValueKind, kind_of
from aggregator.mapping.formatters import DIGITS_MAX, DateStyle, name_in_words
from aggregator.render.layout.arguments import integer, keyword
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame

TextOf = Callable[[Any, Frame], str]
"""A present value -> its text, trimmed; empty when there is nothing to read in it."""

_STYLES: dict[str, DateStyle] = {
    "DATE": "DATE",
    "DATETIME": "DATETIME",
    "RELATIVE": "RELATIVE",
}


def text_of(type_: GraphQLNamedType, directive: DirectiveNode | None = None) -> TextOf:
    """How values of `type_` are written, `directive` being the format directive on the field.

    A value that cannot be written that way is shown as it came: no formatter's failure costs a
    card.
    """
    if directive is None:
        return _by_type(type_)
    name = directive.name.value
    if name == "date":
        return _date(_STYLES[keyword(directive, "style") or "DATE"])
    if name == "money":
        return _money
    digits = integer(directive, "digits")
    if digits is not None and not 0 <= digits <= DIGITS_MAX:
        raise Unchecked(directive, "number-range")
    return _number(digits) if name == "number" else _percent(digits or 0)


def function_of(function: str) -> TextOf:
    """Like `text_of`, for `{path|function}`."""
    functions: dict[str, TextOf] = {
        "date": _date("DATE"),
        "datetime": _date("DATETIME"),
        "relative": _date("RELATIVE"),
        "money": _money,
        "number": _number(None),
        "percent": _percent(0),
    }
    return functions[function]


def raw(value: Any) -> str:
    """Write any JSON value as it came, trimmed."""
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() < 1024 else ""  # more digits than anyone reads
    if isinstance(value, float):
        return repr(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return ""


def _by_type(type_: GraphQLNamedType) -> TextOf:
    if isinstance(type_, GraphQLEnumType):
        return EnumText({name: name_in_words(name) for name in type_.values})
    by_kind: dict[ValueKind, TextOf] = {
        "moment": _date("DATE"),
        "money": _money,
        "number": _number(None),
        "boolean": _boolean,
    }
    return by_kind.get(kind_of(type_), as_it_came)


def as_it_came(value: Any, _: Frame) -> str:
    return trimmed(value) if value.__class__ is str else raw(value)


@dataclass(frozen=True, slots=True)
class EnumText:
    """A word of an enum, as people read it."""

    words: Mapping[str, str]

    def __call__(self, value: Any, _: Frame) -> str:
        words = self.words
        return words[value] if isinstance(value, str) and value in words else raw(value)


def _boolean(value: Any, _: Frame) -> str:
    return raw(value) if not isinstance(value, bool) else "Yes" if value else "No"


def _date(style: DateStyle) -> TextOf:
    def text(value: Any, frame: Frame) -> str:
        try:
            return frame.formatter.date(value, style, frame.now)
        except ValueError:
            return raw(value)

    return text


def _money(value: Any, frame: Frame) -> str:
    try:
        return frame.formatter.money(value, frame.currency)
    except ValueError:
        return raw(value)


def _number(digits: int | None) -> TextOf:
    def text(value: Any, frame: Frame) -> str:
        try:
            return frame.formatter.number(value, digits)
        except ValueError:
            return raw(value)

    return text


def _percent(digits: int) -> TextOf:
    def text(value: Any, frame: Frame) -> str:
        try:
            return frame.formatter.percent(value, digits)
        except ValueError:
            return raw(value)

    return text
