"""Stripe's customers, subscriptions, plans and invoices, one customer a call."""

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest

CREDENTIALS = {"token": "rk_test_stripe"}
PEOPLE = [*(f"t{number}@example.com" for number in range(25)), "o'brien@example.com"]
_BEGAN = 1_772_359_200
_MONTH = 2_678_400


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer rk_test_stripe":
        return _error(401, "invalid_request_error")
    if request.path.startswith("/v1/plans/"):
        return _plan(request.path.removeprefix("/v1/plans/"))
    lists = {
        "/v1/customers": _customers,
        "/v1/subscriptions": _subscriptions,
        "/v1/invoices": _invoices,
    }
    listed = lists.get(request.path)
    if "customer" in request.params and _number(request) < 0:
        return _error(400, "invalid_request_error")  # resource_missing
    return _page(listed(request), request) if listed else _error(404, "invalid_request_error")


def _error(status: int, kind: str) -> FakeReply:
    return FakeReply({"error": {"type": kind}}, status)


def _page(rows: list[FakeRecord], request: FakeRequest) -> FakeReply:
    """Give a page: behind the record that is named, 10 of them unless more are wanted."""
    ids = [row["id"] for row in rows]
    after = request.params.get("starting_after")
    begin = ids.index(after) + 1 if after in ids else 0
    size = min(int(request.params.get("limit", 10)), 100)
    more = begin + size < len(rows)
    shown = rows[begin : begin + size]
    return FakeReply({"object": "list", "data": shown, "has_more": more, "url": request.path})


def _customers(request: FakeRequest) -> list[FakeRecord]:
    """Find all, or by an address, letter by letter; with `expand` each has what it pays for."""
    expanded = request.params.get("expand[]") == "data.subscriptions"
    return [
        {
            "id": f"cus_{number}",
            "object": "customer",
            "email": address,
            "name": f"Customer {number}",
            "phone": "555-1234" if number % 2 else None,
            **({"subscriptions": {"data": _of(number)}} if expanded else {}),
        }
        for number, address in enumerate(PEOPLE)
        if request.params.get("email") in (None, address)
    ]


def _number(request: FakeRequest) -> int:
    word = request.params.get("customer", "").removeprefix("cus_")
    return int(word) if word.isdecimal() and int(word) < len(PEOPLE) else -1


def _subscriptions(request: FakeRequest) -> list[FakeRecord]:
    return _of(_number(request))


def _of(number: int) -> list[FakeRecord]:
    """Person N has N % 3 subscriptions; of two the newer one has ended."""
    return [
        {
            "id": f"sub_{number}_{each}",
            "object": "subscription",
            "customer": f"cus_{number}",
            "status": "canceled" if each else "active",
            "start_date": _BEGAN + each * _MONTH,
            "canceled_at": _BEGAN + 2 * _MONTH if each else None,
            "trial_end": None,
            "items": {
                "data": [
                    {
                        "quantity": number + 1,
                        "current_period_end": _BEGAN + 3 * _MONTH,
                        "price": {"id": "plan_pro", "unit_amount": 2500, "currency": "eur"},
                    }
                ]
            },
        }
        for each in reversed(range(number % 3))
    ]


def _plan(named: str) -> FakeReply:
    if named not in ("plan_pro", "plan_team"):
        return _error(404, "invalid_request_error")
    plan = {"id": named, "object": "plan", "nickname": "Pro", "amount": 2500, "currency": "eur"}
    return FakeReply({**plan, "interval": "month", "product": {"name": "Product"}})


def _invoices(request: FakeRequest) -> list[FakeRecord]:
    """Person N has N % 3 invoices, the newest first."""
    number = _number(request)
    return [
        {
            "id": f"in_{number}_{each}",
            "object": "invoice",
            "customer": f"cus_{number}",
            "number": f"{number}-{each}",
            "status": "paid",
            "created": _BEGAN + each * _MONTH,
            "due_date": None,
            "status_transitions": {"paid_at": _BEGAN + each * _MONTH},
            "currency": "eur",
            "total": 2500 * (number + 1),
            "amount_remaining": 0,
            "hosted_invoice_url": f"https://invoice.stripe.com/i/{number}",
            "lines": {"data": [{"description": "Pro", "amount": 2500, "currency": "eur"}]},
        }
        for each in reversed(range(number % 3))
    ]
