"""Billing: subscriptions, plans and invoices over REST; ids repeated in the query string."""

from aggregator.domain.lookup import (
    Authentication,
    Connector,
    CursorPages,
    From,
    IdsParam,
    Lookup,
    Nested,
    Request,
)

_CURRENCY = {"currency": "currency"}

_SUBSCRIPTION = Lookup(
    name="subscription",
    provides=("Customer.subscription",),
    key="customer",
    request=Request("GET", "/v1/subscriptions"),
    batch=IdsParam("customer", max=50),
    records="data",
    match="customer",
    keys={"plan": "plan"},
    fields={
        "id": From("id", "text"),
        "status": From(
            "status",
            table={
                "trialing": "TRIALING",
                "active": "ACTIVE",
                "past_due": "PAST_DUE",
                "canceled": "CANCELED",
            },
        ),
        "quantity": From("quantity", "int"),
        "price": From("amount", "money", options=_CURRENCY),
        "started_at": From("start_date", "datetime"),
        "renews_at": From("current_period_end", "datetime"),
        "trial_ends_at": From("trial_end", "datetime"),
        "canceled_at": From("canceled_at", "datetime"),
        "url": From("url", "url", on_error="null"),
    },
)

_PLAN = Lookup(
    name="plan",
    provides=("Subscription.plan",),
    key="plan",
    request=Request("GET", "/v1/plans"),
    batch=IdsParam("id", max=50),
    records="data",
    match="id",
    fields={
        "id": From("id", "text"),
        "name": From("name", "text"),
        "price": From("amount", "money", options=_CURRENCY),
        "interval": From("interval", table={"month": "MONTH", "year": "YEAR"}),
        "description": From("description", "trim"),
        "features": "features",
    },
)

_INVOICES = Lookup(
    name="invoices",
    provides=("Customer.invoices",),
    key="customer",
    request=Request("GET", "/v1/invoices", params={"limit": "100"}),
    batch=IdsParam("customer", max=50),
    records="data",
    match="customer",
    many=True,
    per_key="per_customer",
    pages=CursorPages(cursor="next_cursor", param="starting_after"),
    fields={
        "id": From("id", "text"),
        "number": From("number", "text"),
        "status": From(
            "status",
            table={
                "open": "OPEN",
                "paid": "PAID",
                "uncollectible": "UNCOLLECTIBLE",
                "void": "VOID",
            },
        ),
        "issued_at": From("created", "datetime"),
        "due_at": From("due_date", "datetime"),
        "paid_at": From("paid_at", "datetime"),
        "total": From("total", "money", options=_CURRENCY),
        "amount_due": From("amount_due", "money", options=_CURRENCY),
        "url": From("hosted_invoice_url", "url", on_error="null"),
        "lines": Nested(
            "lines.data",
            many=True,
            fields={
                "description": From("description", "text"),
                "quantity": From("quantity", "int"),
                "unit_price": From("unit_amount", "money", options=_CURRENCY),
                "total": From("amount", "money", options=_CURRENCY),
            },
        ),
    },
)

CONNECTOR = Connector(
    key="billing",
    words="Billing",
    category="billing",
    authentication=Authentication("api_key", header="X-Api-Key"),
    lookups=(_SUBSCRIPTION, _PLAN, _INVOICES),
)
