"""The cards ask for more lookups than the budget allows.

Each lookup is a call to a source that an agent waits for, and that a source has to bear whenever a
customer is opened. Counted at worst: how many lookups a card sends, and how many all cards send
together, where a lookup that several of them need is sent once. The budget is
`check.max_lookups` for a card and `check.max_lookups_together` for all of them; `check --explain`
shows what is counted.
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
    most = calls.budget.lookups

    def breaks(plan: CallPlan) -> bool:
        return plan.lookups > most

    first = first_over(calls.asks, breaks) if breaks(calls.plan) else None
    if first is not None:
        message = (
            f"This card asks for {calls.plan.lookups} lookups at worst, from here on more than the "
            f"{most} of check.max_lookups"
        )
        hint = f"The smallest query over it: {smallest_query(calls.asks, breaks)}"
        yield Found(span_of(calls.asked[first][1].node), message, hint=hint)


def together(calls: CatalogCalls) -> Iterator[tuple[CardSource, Found]]:
    most = calls.budget.lookups_together

    def breaks(plan: CallPlan) -> bool:
        return plan.lookups > most

    card = calls.first_over(breaks) if breaks(calls.plan) else None
    if card is not None:
        message = (
            f"All {len(calls.cards)} cards together ask for {calls.plan.lookups} lookups at worst, "
            f"from this card on more than the {most} of check.max_lookups_together"
        )
        hint = f"The smallest query over it: {smallest_query(calls.asks, breaks)}"
        yield card, Found(card.file.start, message, hint=hint)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check, together=together)
