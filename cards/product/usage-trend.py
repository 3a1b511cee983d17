"""How far this period's API calls are, what they come to at its end, and what a thousand cost."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from aggregator.render.python import Card, CardContext, Leaf, Money, badge, row, text

from .usage_trend_types import BillingInterval, Subscription, Usage, UsageTrend

PERIOD = timedelta(days=30)
EARLY = timedelta(days=2)
"""Before this nobody can say where a period leads."""
CELLS = 10
CENT = Decimal("0.01")


def render(data: UsageTrend, card: CardContext) -> Card | None:
    customer = data.customer
    if customer is None or customer.usage is None:
        return None
    usage = customer.usage
    calls = _at_the_end(usage, card)
    # Without billing, the rest is still true.
    paid = None if card.failed(customer, "subscription") else customer.subscription
    return Card(
        row("Of the limit", *_bar(usage, card)),
        row("At the end of the period", *_outlook(calls, usage, card)),
        row("A thousand calls cost", text(_price(calls, paid, card))),
    )


def _bar(usage: Usage, card: CardContext) -> Sequence[Leaf | None]:
    if usage.api_calls is None or not usage.api_limit:
        return []
    ratio = usage.api_calls / usage.api_limit
    full = min(max(round(ratio * CELLS), 0), CELLS)
    bar = "█" * full + "░" * (CELLS - full)
    return [text(bar, color="ERROR" if ratio >= 1 else "SUCCESS"), text(card.percent(ratio))]


def _at_the_end(usage: Usage, card: CardContext) -> int | None:
    """Carry the calls until now on to the period's end, in two digits: no one knows them better.

    None where even that would be a guess.
    """
    if usage.api_calls is None or usage.period_ends_at is None:
        return None
    passed = PERIOD - (usage.period_ends_at - card.now)
    if not EARLY <= passed <= PERIOD:
        return None
    calls = round(usage.api_calls * (PERIOD / passed))
    return round(calls, 2 - len(str(calls)))


def _outlook(calls: int | None, usage: Usage, card: CardContext) -> Sequence[Leaf | None]:
    if calls is None:
        return []
    over = usage.api_limit is not None and calls > usage.api_limit
    verdict = badge("Over the limit", "RED") if over else badge("Within the limit", "GREEN")
    return [text(f"about {card.number(calls)}"), verdict if usage.api_limit else None]


def _price(calls: int | None, paid: Subscription | None, card: CardContext) -> str | None:
    if not calls or paid is None or paid.price is None:
        return None
    yearly = paid.plan is not None and paid.plan.interval is BillingInterval.YEAR
    monthly = paid.price.amount / 12 if yearly else paid.price.amount
    each = (monthly * 1000 / calls).quantize(CENT, ROUND_HALF_UP)
    return card.money(Money(each, paid.price.currency))
