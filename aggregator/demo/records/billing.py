"""Billing's records: plans, subscriptions and invoices, in minor units and epoch seconds."""

from datetime import datetime
from typing import Any

from aggregator.demo.data import DemoAccount, DemoCustomer, DemoData
from aggregator.demo.personas import ALEX, HOSTILE, HOSTILE_MARKUP, HOSTILE_RTL, HOSTILE_URL

BillingRecord = dict[str, Any]

_SITE = "https://billing.example.com"
_CURRENCIES = ("usd",) * 12 + ("eur",) * 5 + ("gbp",) * 2 + ("jpy",)
# Monthly price of a seat in minor units; a yen has none.
_PRICES = {
    "usd": {"starter": 2_000, "growth": 4_900, "enterprise": 12_900},
    "eur": {"starter": 1_900, "growth": 4_500, "enterprise": 11_900},
    "gbp": {"starter": 1_600, "growth": 3_900, "enterprise": 9_900},
    "jpy": {"starter": 3_000, "growth": 7_300, "enterprise": 19_300},
}
_FEATURES = {
    "starter": ["3 projects", "E-mail support"],
    "growth": ["Unlimited projects", "Chat support", "API access"],
    "enterprise": ["Unlimited projects", "Priority support", "API access", "SSO", "Audit log"],
}
_STATUSES = ("active",) * 40 + ("trialing",) * 4 + ("past_due",) * 3 + ("canceled",) * 3


def _plan(tier: str, interval: str, currency: str) -> BillingRecord:
    price = _PRICES[currency][tier] * (10 if interval == "year" else 1)
    return {
        "id": f"plan_{tier}_{interval}_{currency}",
        "object": "plan",
        "name": tier.capitalize(),
        "amount": price,
        "currency": currency,
        "interval": interval,
        "description": f"For teams on **{tier}**. [Compare plans]({_SITE}/plans)",
        "features": _FEATURES[tier],
        "active": True,
    }


PLANS: dict[str, BillingRecord] = {
    plan["id"]: plan
    for currency, prices in _PRICES.items()
    for tier in prices
    for interval in ("month", "year")
    for plan in [_plan(tier, interval, currency)]
}


def subscription(data: DemoData, customer: DemoCustomer) -> BillingRecord | None:
    """Return the person's one subscription; None: there is none, or billing knows no such person.

    `current_period_end` lies ahead of today, and is null once canceled.
    """
    status = _status(data, customer)
    if customer.billing_id is None or status is None:
        return None
    dice = data.dice("subscription", customer)
    plan = _plan_of(customer.account, "year" if dice.random() < 0.3 else "month")
    quantity = dice.randint(1, 40)
    started = dice.randint(40, 1200)
    renews = dice.randint(1, 300 if plan["interval"] == "year" else 29)
    if customer.persona is ALEX:
        plan, quantity, started, renews = PLANS["plan_enterprise_month_usd"], 14, 94, 24
    if status == "trialing":
        started, renews = 14 - min(renews, 13), min(renews, 13)
    ended = dice.randint(1, min(started, 200))
    return {
        "id": f"sub_{customer.index + 1:07d}",
        "object": "subscription",
        "customer": customer.billing_id,
        "status": status,
        "plan": plan["id"],
        "quantity": quantity,
        "amount": plan["amount"] * quantity,
        "currency": plan["currency"],
        "start_date": _epoch(data.moment(-started, 36_060)),
        "current_period_end": (
            None if status == "canceled" else _epoch(data.moment(renews, 36_060))
        ),
        "trial_end": _epoch(data.moment(renews, 36_060)) if status == "trialing" else None,
        "canceled_at": _epoch(data.moment(-ended, 50_400)) if status == "canceled" else None,
        "url": f"{_SITE}/subscriptions/sub_{customer.index + 1:07d}",
    }


def invoices(data: DemoData, customer: DemoCustomer) -> list[BillingRecord]:
    """Return the person's invoices, newest first."""
    status = _status(data, customer)
    if customer.billing_id is None or status is None or status == "trialing":
        return []
    dice = data.dice("invoices", customer)
    persona = customer.persona
    count = persona.invoices if persona else dice.randint(1, 14)
    step = 7 if count > 100 else 30
    age = 16 if persona is ALEX else dice.randint(20, 29) if status == "past_due" else 6
    return [
        _invoice(data, customer, count - place, age + place * step, _fate(place, status, dice))
        for place in range(count)
    ]


def _status(data: DemoData, customer: DemoCustomer) -> str | None:
    if customer.persona:
        return customer.persona.status
    if customer.account.tier == "free":
        return None
    return data.dice("status", customer).choice(_STATUSES)


def _fate(place: int, status: str, dice: Any) -> str:
    """Decide what became of an invoice; the newest is open unless the subscription ended."""
    if place == 0:
        return "uncollectible" if status == "canceled" else "open"
    return "void" if dice.random() < 0.03 else "paid"


def _invoice(
    data: DemoData, customer: DemoCustomer, number: int, age: int, status: str
) -> BillingRecord:
    plan = _plan_of(customer.account, "month")
    currency = plan["currency"]
    hostile = customer.persona is HOSTILE
    quantity = 14 if customer.persona is ALEX else 1 + (customer.index + number) % 30
    lines = [_line(f"{plan['name']} seats", quantity, plan["amount"], currency)]
    if number % 3 == 1 or customer.persona is ALEX:
        lines.append(_line("Extra credits", 68, 525, currency))
    if hostile:
        lines.append(_line(HOSTILE_MARKUP, 1, 1, currency))
        lines.append(_line(HOSTILE_RTL, 1, 1, currency))
    total = sum(line["amount"] for line in lines)
    # Net 14 days where it is well; a subscription past due has an invoice aged 20 days or more.
    terms = 30 if customer.persona is ALEX else 14
    code = (
        f"{customer.index + 251:03d}-{number + 76:02d}"
        if customer.persona is ALEX
        else (f"{customer.index + 251:03d}-{number:02d}")
    )
    identity = f"in_{customer.index + 1:07d}_{number:04d}"
    return {
        "id": identity,
        "object": "invoice",
        "customer": customer.billing_id,
        "number": code,
        "status": status,
        "currency": currency,
        "created": _epoch(data.moment(-age, 32_400)),
        "due_date": _epoch(data.moment(terms - age, 32_400)),
        "paid_at": _epoch(data.moment(min(3 - age, -1), 41_000)) if status == "paid" else None,
        "total": total,
        "amount_due": total if status in {"open", "uncollectible"} else 0,
        "hosted_invoice_url": HOSTILE_URL if hostile else f"{_SITE}/invoices/{identity}",
        "lines": {"object": "list", "data": lines},
    }


def _line(description: str, quantity: int, unit: int, currency: str) -> BillingRecord:
    return {
        "description": description,
        "quantity": quantity,
        "unit_amount": unit,
        "amount": quantity * unit,
        "currency": currency,
    }


def _plan_of(account: DemoAccount, interval: str) -> BillingRecord:
    tier = account.tier if account.tier in _PRICES["usd"] else "starter"
    currency = "usd" if account.index < 10 else _CURRENCIES[account.index * 7 % len(_CURRENCIES)]
    return PLANS[f"plan_{tier}_{interval}_{currency}"]


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
