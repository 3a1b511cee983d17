"""The cards ask for more exchanges than the budget allows.

An exchange is one call over the wire: a lookup takes several when its keys do not fit into one.
Counted at worst, without further pages, calls for tokens and retries. The budget is
`check.max_exchanges` for a card and `check.max_exchanges_together` for all of them in one request;
`check --explain` shows what is counted.
"""

from collections.abc import Iterator

from aggregator.cards.calls.budget import CardCalls, CatalogCalls
from aggregator.cards.calls.minimal import first_over, smallest_query
from aggregator.cards.calls.plan import CallPlan
from aggregator.cards.findings import Found
from aggregator.cards.rule import Rule
from aggregator.cards.source import CardSource
from aggregator.cards.span import span_of


def check(calls: CardCalls) -> Iterator[Found]:
    most = calls.budget.exchanges

    def breaks(plan: CallPlan) -> bool:
        return plan.exchanges > most

    first = first_over(calls.asks, breaks) if breaks(calls.plan) else None
    if first is not None:
        message = (
            f"This card takes {calls.plan.exchanges} exchanges at worst, from here on more than "
            f"the {most} of check.max_exchanges"
        )
        hint = f"The smallest query over it: {smallest_query(calls.asks, breaks)}"
        yield Found(span_of(calls.asked[first][1].node), message, hint=hint)


def together(calls: CatalogCalls) -> Iterator[tuple[CardSource, Found]]:
    most = calls.budget.exchanges_together

    def breaks(plan: CallPlan) -> bool:
        return plan.exchanges > most

    card = calls.first_over(breaks) if breaks(calls.plan) else None
    if card is not None:
        message = (
            f"All {len(calls.cards)} cards together take {calls.plan.exchanges} exchanges at "
            f"worst, from this card on more than the {most} of check.max_exchanges_together"
        )
        hint = f"The smallest query over it: {smallest_query(calls.asks, breaks)}"
        yield card, Found(card.file.start, message, hint=hint)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check, together=together)
