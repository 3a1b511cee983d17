"""Where a plan goes over a budget, whatever is counted: the place, and the least that does."""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource
from aggregator.language.span import span_of
from aggregator.lint.calls.budget import CardCalls, CatalogCalls
from aggregator.lint.calls.minimal import IsOver, first_over, smallest_query


def over(calls: CardCalls, breaks: IsOver, message: str) -> Iterator[Violation]:
    """Find the first selection of a card with which its plan breaks the budget, if it does."""
    first = first_over(calls.lookup_paths, breaks) if breaks(calls.plan) else None
    if first is not None:
        hint = f"The smallest query over it: {smallest_query(calls.lookup_paths, breaks)}"
        yield Violation(span_of(calls.asked[first][1].node), message, hint=hint)


def over_together(
    calls: CatalogCalls, breaks: IsOver, message: str
) -> Iterator[tuple[CardSource, Violation]]:
    """Find the first card with which all together break the budget, if they do."""
    card = calls.first_over(breaks) if breaks(calls.plan) else None
    if card is not None:
        hint = f"The smallest query over it: {smallest_query(calls.lookup_paths, breaks)}"
        yield card, Violation(card.file.start, message, hint=hint)
