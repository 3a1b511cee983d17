"""The cards ask for more lookups than the budget allows.

Each lookup is a call to a source that an agent waits for, and that a source has to bear whenever a
customer is opened. Counted at worst: how many lookups a card sends, and how many all cards send
together, where a lookup that several of them need is sent once. The budget is
`check.max_lookups` for a card and `check.max_lookups_together` for all of them; `check --explain`
shows what is counted.
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource
from aggregator.lint.calls.budget import CardCalls, CatalogCalls
from aggregator.lint.calls.over import over, over_together
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Violation]:
    maximum = calls.budget.lookups
    message = (
        f"This card asks for {calls.plan.lookups} lookups at worst, from here on more than the "
        f"{maximum} of check.max_lookups"
    )
    yield from over(calls, lambda plan: plan.lookups > maximum, message)


def together(calls: CatalogCalls) -> Iterator[tuple[CardSource, Violation]]:
    maximum = calls.budget.lookups_together
    message = (
        f"All {len(calls.cards)} cards together ask for {calls.plan.lookups} lookups at worst, "
        f"from this card on more than the {maximum} of check.max_lookups_together"
    )
    yield from over_together(calls, lambda plan: plan.lookups > maximum, message)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check, together=together)
