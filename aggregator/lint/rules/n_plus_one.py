"""The field costs a call for each object of a list: an N+1 that cannot batch.

Its lookup takes one key a call, and a list asks for many keys at once. Give the lookup a batch
style in its connector, select the field on one object instead of a list, or shorten the list to
one (`first: 1`).
"""

from collections.abc import Iterator
from math import prod

from aggregator.language.findings import Found
from aggregator.language.span import span_of
from aggregator.lint.calls.ask import Ask, Way, names
from aggregator.lint.calls.budget import CardCalls
from aggregator.lint.calls.minimal import query_text
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Found]:
    told: set[Way] = set()
    for ask, piece in calls.asked:
        for length in range(len(ask.hops) - ask.own + 1, len(ask.hops) + 1):
            hop, way = ask.hops[length - 1], names(ask.hops[:length])
            keys = _keys(ask, length)
            if hop.batch != 1 or keys == 1 or way in told:
                continue
            told.add(way)
            message = (
                f'"{piece.name}" takes {keys} exchanges: {hop.name} is asked by one key a call, '
                f"and here by {keys}"
            )
            hint = f"The smallest query that shows it: {query_text([ask])}"
            yield Found(span_of(piece.node), message, hint=hint)


def _keys(ask: Ask, length: int) -> int:
    before, hop = ask.hops[: length - 1], ask.hops[length - 1]
    return prod(each.keys * each.items for each in before) * hop.keys


RULE = Rule.of(__name__, __doc__, serves=True, calls=check)
