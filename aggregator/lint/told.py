"""Which findings are told: one mistake is one finding, though several rules stumble over it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.span import Span
from aggregator.lint.rule import Rule

_Pair = tuple[Rule, Violation]


def told(found: Sequence[_Pair]) -> Iterator[Diagnostic]:
    """Yield the findings, without those that another explains: mended, it takes them along.

    One explains what is in its `covers`; an error explains what has it in its `cause`.
    """
    left = list(_uncovered(found))
    errors = [each.span for rule, each in left if not rule.serves and each.cause is None]
    known = [
        (rule, each)
        for rule, each in left
        if rule.serves or each.cause is None or not _explained(each.cause, errors)
    ]
    errors = [each.span for rule, each in known if not rule.serves]
    for rule, each in known:
        if not rule.serves or each.cause is None or not _explained(each.cause, errors):
            yield rule.diagnostic(each)


def _uncovered(found: Sequence[_Pair]) -> Iterator[_Pair]:
    """Yield what no other finding covers; of two that cover each other, the first.

    A warning covers no error: the card would not serve, and nobody would say why.
    """
    starts = sorted((each.span.start, number) for number, (_, each) in enumerate(found))
    covering = [(number, each.covers) for number, (_, each) in enumerate(found) if each.covers]
    covering.sort(key=lambda pair: pair[1].start - pair[1].end)
    covered: set[int] = set()
    for number, covers in covering:
        if number in covered:
            continue
        serves = found[number][0].serves
        first, last = bisect_left(starts, (covers.start,)), bisect_left(starts, (covers.end,))
        for _, other in starts[first:last]:
            rule, each = found[other]
            if other != number and covers.holds(each.span) and (rule.serves or not serves):
                covered.add(other)
    yield from (pair for number, pair in enumerate(found) if number not in covered)


def _explained(cause: Span, errors: Sequence[Span]) -> bool:
    """Tell whether an error is in `cause`, or in another file: a fragment stands anywhere."""
    return any(cause.holds(error) or error.source is not cause.source for error in errors)
