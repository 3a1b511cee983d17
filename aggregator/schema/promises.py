"""What the schema promises of each field that a source fills.

A value that does not fit is known for its source's fault before it is written. The rules are those
by which values are written in a result (scalars.py, and GraphQL's own).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from aggregator.domain.money import Money
from aggregator.mapping.reading import FieldReader
from aggregator.mapping.records import Promise
from aggregator.schema.names import python_name
from aggregator.schema.scalar_rules import WHOLE_MAX

INT_MAX = 2**31 - 1
SOURCE = "source"

TypesOf = Mapping[str, GraphQLObjectType]
"""Each field that a connector may provide (`Customer.usage`) -> the type of its values."""


def promises_of(of: GraphQLObjectType) -> Mapping[str, Promise]:
    """Each field of a type that a mapping may fill, by its name in Python."""
    return {python_name(name): _promise(field) for name, field in filled_fields(of).items()}


def filled_fields(of: GraphQLObjectType) -> Mapping[str, GraphQLField]:
    """The fields that a mapping may fill, as the schema calls them.

    A lookup of their own provides the others, and the source's name is known.
    """
    return {
        name: field
        for name, field in of.fields.items()
        if name != SOURCE and not is_record_type(get_named_type(field.type))
    }


def held_fields(of: GraphQLObjectType) -> Mapping[str, GraphQLField]:
    """The fields that a lookup of their own provides, or that a record holds whole: its plan."""
    return {
        name: field
        for name, field in of.fields.items()
        if is_record_type(get_named_type(field.type))
    }


def held_promises(
    of: GraphQLObjectType, beside: Mapping[str, FieldReader]
) -> Mapping[str, Promise]:
    """Each of `held_fields`, by its name in Python; `beside` are attributes of what is held."""
    return {
        python_name(name): replace(_promise(field), beside=beside)
        for name, field in held_fields(of).items()
    }


def is_record_type(type_: GraphQLNamedType) -> bool:
    """Whether a lookup provides its objects: they tell their source.

    Not what the directory says of a source: an id that may be missing there is no record's.
    """
    if not isinstance(type_, GraphQLObjectType) or SOURCE not in type_.fields:
        return False
    return "id" not in type_.fields or is_non_null_type(type_.fields["id"].type)


def _promise(field: GraphQLField) -> Promise:
    kind = get_named_type(field.type)
    rule, fits = _rule(kind)
    return Promise(
        rule=rule,
        fits=fits,
        exact=kind.name == "ID",
        words=kind.name in ("String", "Markdown"),
        required=is_non_null_type(field.type),
        many=is_list_type(get_nullable_type(field.type)),
        fields=promises_of(kind) if isinstance(kind, GraphQLObjectType) else {},
    )


def _rule(kind: GraphQLNamedType) -> tuple[str, Callable[[Any], bool]]:
    if isinstance(kind, GraphQLEnumType):
        words = frozenset(kind.values)
        return f"one of {', '.join(sorted(words))}", lambda value: value in words
    return _RULES.get(kind.name, ("what it should be", lambda _: True))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(maximum: int) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) <= maximum
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_RULES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "ID": ("an id", _text),
    "String": ("text", _text),
    "URL": ("an address", _text),
    "Email": ("an e-mail address", _text),
    "Markdown": ("text", _text),
    "Boolean": ("true or false", lambda value: isinstance(value, bool)),
    "Int": ("a whole number of 32 bits", _whole(INT_MAX)),
    "BigInt": ("a whole number of 53 bits", _whole(WHOLE_MAX)),
    "Float": ("a finite number", _number),
    "DateTime": (
        "a moment",
        lambda value: isinstance(value, datetime) and value.tzinfo is not None,
    ),
    "Money": ("an amount of money", lambda value: isinstance(value, Money)),
}
