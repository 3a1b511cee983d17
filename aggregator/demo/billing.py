"""The billing system: REST, an API key in `X-Api-Key`, repeated query parameters, cursor pages.

    GET /v1/subscriptions?customer=cus_1&customer=cus_2
    GET /v1/invoices?customer=cus_1&per_customer=10&limit=100&starting_after=in_9
    GET /v1/plans?id=plan_a&id=plan_b

At most 50 customers or ids a call. Lists are `{"data": [...], "has_more", "next_cursor"}`;
invoices come newest first for each customer, the customers in the order asked.
"""

import hmac
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.records import billing as records
from aggregator.demo.server import Api, ApiError, check_count, reply, whole_number

CREDENTIALS = {"key": "demo-billing-key"}
MAX_IDS = 50
MAX_PAGE = 100
MAX_PER_CUSTOMER = 1000


class BillingApi(Api):
    name = "billing"

    def __init__(self, data: DemoData) -> None:
        self._data = data

    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get("/v1/subscriptions", self._subscriptions),
            web.get("/v1/invoices", self._invoices),
            web.get("/v1/plans", self._plans),
        ]

    def authorize(self, request: web.Request) -> None:
        given = request.headers.get("X-Api-Key", "").encode()
        if not hmac.compare_digest(given, CREDENTIALS["key"].encode()):
            raise ApiError(401, "authentication_required", "Give a valid key in X-Api-Key")

    def challenge(self) -> str:
        return "ApiKey"

    def error_body(self, code: str, message: str) -> object:
        return {"error": {"type": "invalid_request_error", "code": code, "message": message}}

    async def _subscriptions(self, request: web.Request) -> web.Response:
        found = (records.subscription(self._data, c) for c in self._customers(request))
        return reply(_list([record for record in found if record is not None]))

    async def _plans(self, request: web.Request) -> web.Response:
        ids = request.query.getall("id", [])
        check_count(ids, MAX_IDS, "id")
        known = (records.PLANS.get(identity) for identity in dict.fromkeys(ids))
        return reply(_list([plan for plan in known if plan is not None]))

    async def _invoices(self, request: web.Request) -> web.Response:
        per_customer = whole_number(request, "per_customer", MAX_PER_CUSTOMER, MAX_PER_CUSTOMER)
        limit = whole_number(request, "limit", 10, MAX_PAGE)
        rows = [
            invoice
            for customer in self._customers(request)
            for invoice in records.invoices(self._data, customer)[:per_customer]
        ]
        start = 0
        cursor = request.query.get("starting_after")
        if cursor is not None:
            start = 1 + next((i for i, row in enumerate(rows) if row["id"] == cursor), -1)
            if start == 0:
                raise ApiError(400, "invalid_cursor", "starting_after is not in this list")
        page = rows[start : start + limit]
        return reply(_list(page, more=start + limit < len(rows)))

    def _customers(self, request: web.Request) -> list[DemoCustomer]:
        """Return the customers asked for; those that billing does not know are left out."""
        ids = request.query.getall("customer", [])
        check_count(ids, MAX_IDS, "customer")
        known = (self._data.by_billing_id.get(identity) for identity in dict.fromkeys(ids))
        return [customer for customer in known if customer is not None]


def _list(rows: list[dict[str, Any]], *, more: bool = False) -> dict[str, object]:
    return {
        "object": "list",
        "data": rows,
        "has_more": more,
        "next_cursor": rows[-1]["id"] if more and rows else None,
    }
