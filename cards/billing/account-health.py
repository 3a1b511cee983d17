"""What is overdue, how fast they pay, and whether they are billed more or less than before."""

from collections.abc import Sequence
from statistics import median

from aggregator.render.python import Card, CardContext, Leaf, badge, divider, row, text, totals

from .account_health_types import AccountHealth, Customer, Invoice, InvoiceStatus

COMPARED = 3
"""Invoices that are held against as many before them."""


def render(data: AccountHealth, card: CardContext) -> Card | None:
    if data.customer is None or not data.customer.invoices:
        return None
    # Newest first; what was voided was never owed.
    invoices = [it for it in data.customer.invoices if it.status is not InvoiceStatus.VOID]
    return Card(
        row("Overdue", *_overdue(invoices, card)),
        row("Pays within", text(_pays_within(invoices))),
        row("Billed", _trend(invoices, card)),
        divider(),
        row("Account owner", text(_owner(data.customer, card))),
    )


def _overdue(invoices: Sequence[Invoice], card: CardContext) -> Sequence[Leaf | None]:
    late = [
        it
        for it in invoices
        if it.status is InvoiceStatus.OPEN and it.due_at is not None and it.due_at < card.now
    ]
    if not late:
        return [badge("Nothing", "GREEN")]
    oldest = max((card.now - it.due_at).days for it in late if it.due_at is not None)
    days = "1 day" if oldest == 1 else f"{oldest} days"
    amounts = totals(it.amount_due for it in late)
    return [*(badge(card.money(each), "RED") for each in amounts), text(days, color="MUTED")]


def _pays_within(invoices: Sequence[Invoice]) -> str | None:
    taken = [
        max((it.paid_at - it.issued_at).days, 0)
        for it in invoices
        if it.paid_at is not None and it.issued_at is not None
    ]
    if not taken:
        return None
    days = round(median(taken))
    return "a day" if days <= 1 else f"{days} days"


def _trend(invoices: Sequence[Invoice], card: CardContext) -> Leaf | None:
    """Compare the latest invoices with those before; only what is in one currency compares."""
    latest = totals(it.total for it in invoices[:COMPARED])
    before = totals(it.total for it in invoices[COMPARED : 2 * COMPARED])
    if len(invoices) < 2 * COMPARED or len(latest) != 1 or len(before) != 1:
        return None
    (now,), (then,) = latest, before
    if now.currency != then.currency or then.amount <= 0:
        return None
    change = now.amount / then.amount - 1
    if change == 0:
        return badge("As before")
    more = f"+{card.percent(change)}" if change > 0 else card.percent(change)
    return badge(more, "GREEN" if change > 0 else "YELLOW")


def _owner(customer: Customer, card: CardContext) -> str | None:
    """Name the owner; without the CRM all the rest is still true."""
    if card.failed(customer, "account") or customer.account is None:
        return None
    account = customer.account
    if card.failed(account, "owner") or account.owner is None:
        return None
    return account.owner.name
