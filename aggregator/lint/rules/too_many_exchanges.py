"""The cards ask for more exchanges than the budget allows.

An exchange is one call over the wire: a lookup takes several when its keys do not fit into one.
Counted at worst, without further pages, calls for tokens and retries. The budget is
`check.max_exchanges` for a card and `check.max_exchanges_together` for all of them in one request;
`check --explain` shows what is counted.
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource
from aggregator.lint.calls.budget import CardCalls, CatalogCalls
from aggregator.lint.calls.over import over, over_together
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Violation]:
    maximum = calls.budget.exchanges
    message = (
        f"This card takes {calls.plan.exchanges} exchanges at worst, from here on more than the "
        f"{maximum} of check.max_exchanges"
    )
    yield from over(calls, lambda plan: plan.exchanges > maximum, message)


def together(calls: CatalogCalls) -> Iterator[tuple[CardSource, Violation]]:
    maximum = calls.budget.exchanges_together
    message = (
        f"All {len(calls.cards)} cards together take {calls.plan.exchanges} exchanges at worst, "
        f"from this card on more than the {maximum} of check.max_exchanges_together"
    )
    yield from over_together(calls, lambda plan: plan.exchanges > maximum, message)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check, together=together)
