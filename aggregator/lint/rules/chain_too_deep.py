"""The field is at the end of a longer chain of lookups than the budget allows.

A lookup whose key is on another lookup's record can only be asked when that one has answered: an
agent waits for all of them in a row. The budget is `check.max_depth`; `check --explain` shows the
levels.
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.span import span_of
from aggregator.lint.calls.budget import CardCalls
from aggregator.lint.calls.minimal import query_text
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Found]:
    most = calls.budget.depth
    for ask, piece in calls.asked:
        deepest = ask.hops[-1].level
        # What stands on a field that is too deep itself is not told as well.
        if deepest <= most or ask.level_before > most:
            continue
        chain = ", then ".join(hop.name for hop in ask.hops if hop.level)
        message = (
            f'"{piece.name}" is known after {deepest} lookups in a row, more than the '
            f"{most} of check.max_depth: {chain}"
        )
        hint = f"The smallest query over it: {query_text([ask])}"
        yield Found(span_of(piece.node), message, hint=hint)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check)
