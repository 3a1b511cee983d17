"""Whether the words of one colour take all that another's would match: `"> 0.5"` takes `"> 0.8"`.

Comparisons part the line of numbers, or of time, at the bounds that they name. So it is enough to
ask at each bound, between each two, and outside of all: what holds there holds everywhere.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from graphql import GraphQLNamedType, ValueNode

from aggregator.language.durations import parse_duration
from aggregator.language.kinds import kind_of
from aggregator.language.match import MatchError, MatchWord, parse_match

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")
_DURATION = re.compile(r"\d{1,9}[smhd]")
_KINDS = frozenset({"number", "money", "moment"})


def covers(earlier: Sequence[ValueNode], word: ValueNode, type_: GraphQLNamedType) -> bool:
    """Tell whether whatever `word` matches is matched by one of `earlier`.

    False for types without an order, and when a word is none: that has a finding of its own.
    """
    kind = kind_of(type_)
    if kind not in _KINDS:
        return False
    try:
        before = [parse_match(each, type_) for each in earlier]
        match = parse_match(word, type_)
    except MatchError:
        return False
    written = [str(getattr(each, "value", "")) for each in (*earlier, word)]
    points = _moments(written) if kind == "moment" else _numbers(written, type_.name, kind)
    matched = [point for point in points if match.accepts(point, _NOW)]
    return bool(matched) and all(_any(before, point) for point in matched)


def _any(matches: Sequence[MatchWord], point: Any) -> bool:
    return any(match.accepts(point, _NOW) for match in matches)


def _numbers(written: Sequence[str], type_: str, kind: str) -> Iterator[Any]:
    """Numbers at, around and between all bounds, in the spelling of the type."""
    bounds = sorted({Decimal(number) for text in written for number in _NUMBER.findall(text)})
    if type_ in {"Int", "BigInt"}:
        whole = {int(bound) + step for bound in bounds for step in (-1, 0, 1)}
        yield from sorted(whole)
        return
    between = [(one + other) / 2 for one, other in pairwise(bounds)]
    ends = [bounds[0] - 1, bounds[-1] + 1] if bounds else []
    for point in sorted([*bounds, *between, *ends]):
        yield f"{point:f} USD" if kind == "money" else float(point)


def _moments(written: Sequence[str]) -> Iterator[str]:
    """Moments at and just around all distances from now, before it and after, and farther away."""
    spans = {1}
    for text in written:
        for duration in _DURATION.findall(text):
            try:
                spans.add(parse_duration(duration))
            except ValueError:
                continue
    distances = {max(span + step, 1) for span in spans for step in (-1, 0, 1)}
    distances.add(2 * max(spans) + 2)
    for distance in sorted(distances):
        for sign in (-1, 1):
            yield (_NOW + sign * timedelta(seconds=distance)).isoformat()
