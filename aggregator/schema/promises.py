"""What the schema promises of each field that a source fills.

A value that does not fit is known for its source's fault before it is written. The rules are those
by which values are written in a result (scalars.py, and GraphQL's own).
"""

import math
import types
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from aggregator.domain.money import Money
from aggregator.mapping.records import Promise
from aggregator.schema.scalars import WHOLE_MAX, BigInt, EmailText, MarkdownText, UrlText

INT_MAX = 2**31 - 1


def promises_of(of: type) -> Mapping[str, Promise]:
    """Each field of a class of the schema that a mapping may fill, by its name in Python."""
    return {name: _promise(hint) for name, hint in hints_of(of).items()}


def hints_of(of: type) -> Mapping[str, Any]:
    """The annotations of the fields that a mapping may fill; others have a resolver."""
    definition = of.__strawberry_definition__  # type: ignore[attr-defined]
    hints = get_type_hints(of)
    return {
        field.python_name: hints[field.python_name]
        for field in definition.fields
        if field.base_resolver is None and field.python_name != "source"
    }


def is_object(of: Any) -> bool:
    definition = getattr(of, "__strawberry_definition__", None)
    return isinstance(definition, StrawberryObjectDefinition)


def class_in(hint: Any) -> Any:
    """The class inside `X | None`, `list[X]` and their like."""
    while get_origin(hint) in (Union, types.UnionType, list):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _promise(hint: Any) -> Promise:
    optional = type(None) in get_args(hint)
    present = next(arg for arg in get_args(hint) if arg is not type(None)) if optional else hint
    inner = class_in(hint)
    rule, fits = _rule(inner)
    return Promise(
        rule=rule,
        fits=fits,
        exact=inner is strawberry.ID,
        words=inner in (str, MarkdownText),
        required=not optional,
        many=get_origin(present) is list,
        fields=promises_of(inner) if is_object(inner) else {},
    )


def _rule(kind: Any) -> tuple[str, Callable[[Any], bool]]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = frozenset(kind.__members__)
        return f"one of {', '.join(sorted(words))}", lambda value: value in words
    return _RULES.get(kind, ("what it should be", lambda _: True))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(maximum: int) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) <= maximum
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_RULES: Mapping[Any, tuple[str, Callable[[Any], bool]]] = {
    strawberry.ID: ("an id", _text),
    str: ("text", _text),
    UrlText: ("an address", _text),
    EmailText: ("an e-mail address", _text),
    MarkdownText: ("text", _text),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number of 32 bits", _whole(INT_MAX)),
    BigInt: ("a whole number of 53 bits", _whole(WHOLE_MAX)),
    float: ("a finite number", _number),
    datetime: ("a moment", lambda value: isinstance(value, datetime) and value.tzinfo is not None),
    Money: ("an amount of money", lambda value: isinstance(value, Money)),
}
