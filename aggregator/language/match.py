"""The words of `is:`, `not:` and the colours: what a value is compared with.

    ENUM_VALUE  "text"  true  "< 10" "<= n" "> n" ">= n" "= n"  "past" "future" "within 7d"
    "> 30d ago"  "*"

Which of them a field can use depends on its type. Comparisons hold for numbers and for money (its
amount); moments for DateTime; `"*"` for any value that is there. A null matches nothing.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLEnumType,
    GraphQLNamedType,
    IntValueNode,
    StringValueNode,
    ValueNode,
)

from aggregator.domain.day import Day
from aggregator.domain.money import Money
from aggregator.language.durations import parse_duration
from aggregator.language.kinds import ValueKind, kind_of
from aggregator.mapping.formatters import parse_moment

Predicate = Callable[[Any, datetime], bool]
"""Whether a value (as it is in a card's data, never null) matches, seen from now."""

_COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_WITHIN = re.compile(r"within\s+(\S+)")
_AGO = re.compile(r"(<=|>=|<|>)\s*(\S+)\s+ago")
_AGE_IN_WORDS = re.compile(r"(?:(older|newer)(?:\s+than)?|(<=|>=|<|>))\s*(\d+[smhd])(?:\s+ago)?")
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {**_ORDERS, "=": operator.eq}
_COMPARISON_HELP = ("< 10", "<= 10", "> 10", ">= 10", "= 10")
_MOMENT_WORDS = ("past", "future", "within 7d", "> 30d ago", "< 2h ago")


class MatchError(ValueError):
    """A word that cannot be compared with the field's type; `allowed`: what could stand there."""

    def __init__(self, message: str, word: str = "", allowed: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class MatchWord:
    """One word. `value` is the enum value it names, for the check that each has a colour."""

    accepts: Predicate
    value: str | None = None
    anything: bool = False


def parse_match(node: ValueNode, type_: GraphQLNamedType) -> MatchWord:
    """Read one word for fields of `type_`; raises MatchError."""
    if isinstance(node, StringValueNode) and node.value.strip() == "*":
        return MatchWord(_anything, anything=True)
    kind = kind_of(type_)
    if isinstance(type_, GraphQLEnumType):
        return _enum(node, type_)
    if kind in {"number", "money"}:
        return MatchWord(_number(node, kind, type_.name))
    if kind == "moment":
        return MatchWord(_moment(node, type_.name))
    if kind == "boolean":
        return MatchWord(_boolean(node))
    return MatchWord(_text(node, type_.name))


def _anything(value: Any, now: datetime) -> bool:  # noqa: ARG001 -- a predicate's signature
    return True


def _enum(node: ValueNode, type_: GraphQLEnumType) -> MatchWord:
    names = tuple(type_.values)
    if isinstance(node, EnumValueNode | StringValueNode) and node.value in names:
        name = node.value
        return MatchWord(lambda value, _: bool(value == name), value=name)
    word = _written(node)
    raise MatchError(f'"{word}" is no value of {type_.name}', word, names)


def _text(node: ValueNode, type_name: str) -> Predicate:
    if isinstance(node, StringValueNode):
        text = node.value
        return lambda value, _: bool(value == text)
    word = _written(node)
    raise MatchError(f'{type_name} is compared with a text: write "{word}" in quotes', word)


def _boolean(node: ValueNode) -> Predicate:
    if isinstance(node, BooleanValueNode):
        wanted = node.value
        return lambda value, _: value is wanted
    word = _written(node)
    raise MatchError("a Boolean is compared with true or false", word, ("true", "false"))


def _number(node: ValueNode, kind: ValueKind, type_name: str) -> Predicate:
    read = _amount if kind == "money" else _decimal
    if isinstance(node, IntValueNode | FloatValueNode):
        return _compare(operator.eq, Decimal(node.value), read)
    word = _written(node)
    found = _COMPARISON.fullmatch(word.strip()) if isinstance(node, StringValueNode) else None
    if found is None or len(word) > 64:
        message = f'{type_name} is compared with a number: "< 10", "<= 10", "> 10", ">= 10", "= 10"'
        raise MatchError(message, word, _COMPARISON_HELP)
    return _compare(_OPERATORS[found[1]], Decimal(found[2]), read)


def _compare(
    compare: Callable[[Decimal, Decimal], bool],
    bound: Decimal,
    read: Callable[[Any], Decimal | None],
) -> Predicate:
    def accepts(value: Any, _: datetime) -> bool:
        amount = read(value)
        return amount is not None and compare(amount, bound)

    return accepts


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    amount = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
    return None if amount.is_nan() else amount


def _amount(value: Any) -> Decimal | None:
    try:
        return Money.parse(value if " " in value else f"{value} XXX").amount
    except (ValueError, TypeError, AttributeError, InvalidOperation):
        return None


def _moment(node: ValueNode, type_name: str) -> Predicate:
    word = _written(node).strip() if isinstance(node, StringValueNode) else ""
    if word == "past":
        return _when(lambda at, now: at < now)
    if word == "future":
        return _when(lambda at, now: at > now)
    within, ago = _WITHIN.fullmatch(word), _AGO.fullmatch(word)
    if within is None and ago is None:
        message = f'{type_name} is compared with "past", "future", "within 7d" or "> 30d ago"'
        raise MatchError(message, *_meant_moment(_written(node)))
    try:
        span = timedelta(seconds=parse_duration(within[1] if within else ago[2] if ago else ""))
    except ValueError as error:
        raise MatchError(str(error), word, _MOMENT_WORDS) from None
    if ago is not None:
        return _aged(_ORDERS[ago[1]], span)
    return _when(lambda at, now: now <= at <= now + span)


def _aged(compare: Callable[[timedelta, timedelta], bool], span: timedelta) -> Predicate:
    """How long ago it was, against `span`; less than nothing for what is still to come."""
    return _when(lambda at, now: compare(now - at, span))


def _meant_moment(word: str) -> tuple[str, Sequence[str]]:
    """Give what was written, and what could be: an age that was written in another way first."""
    found = _AGE_IN_WORDS.fullmatch(word.strip().lower())
    if found is None:
        return word, _MOMENT_WORDS
    sign = found[2] or {"older": ">", "newer": "<"}[found[1]]
    meant = f"{sign} {found[3]} ago"
    return meant, (meant,)


def _when(compare: Callable[[datetime, datetime], bool]) -> Predicate:
    def accepts(value: Any, now: datetime) -> bool:
        try:
            at = parse_moment(value)
            # A day without a time is compared with today: it is past when it is over.
            return compare(at, Day.of(now) if isinstance(at, Day) else now)
        except (ValueError, TypeError, OverflowError):
            return False

    return accepts


def _written(node: ValueNode) -> str:
    """Tell what the author wrote, for a message."""
    if isinstance(node, BooleanValueNode):
        return "true" if node.value else "false"
    return str(getattr(node, "value", "")) or "this"
