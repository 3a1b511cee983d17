"""The helpdesk: REST, HTTP Basic, ids separated by commas; from users to tickets in two steps.

    GET /api/v2/users/show_many?ids=360001,360002     a user has `ticket_ids`, newest first
    GET /api/v2/tickets/show_many?ids=5000000,some-id
    GET /api/v2/conversations?user_ids=360001&per_user=10

At most 100 ids a call; unknown ids are simply absent.
"""

import hmac
from collections.abc import Sequence

from aiohttp import web

from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.records import helpdesk as records
from aggregator.demo.server import (
    Api,
    ApiError,
    basic_credentials,
    check_count,
    reply,
    whole_number,
)

CREDENTIALS = {"username": "demo@helpdesk.example", "password": "demo-password"}
MAX_IDS = 100
MAX_PER_USER = 1000


class HelpdeskApi(Api):
    name = "helpdesk"

    def __init__(self, data: DemoData) -> None:
        self._data = data

    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get("/api/v2/users/show_many", self._users),
            web.get("/api/v2/tickets/show_many", self._tickets),
            web.get("/api/v2/conversations", self._conversations),
        ]

    def authorize(self, request: web.Request) -> None:
        user, password = basic_credentials(request)
        if not (
            hmac.compare_digest(user.encode(), CREDENTIALS["username"].encode())
            and hmac.compare_digest(password.encode(), CREDENTIALS["password"].encode())
        ):
            raise ApiError(401, "Unauthorized", "Couldn't authenticate you")

    def challenge(self) -> str:
        return 'Basic realm="helpdesk"'

    def error_body(self, code: str, message: str) -> object:
        return {"error": code, "description": message}

    async def _users(self, request: web.Request) -> web.Response:
        found = [records.user(self._data, customer) for customer in self._people(request, "ids")]
        return reply({"users": found, "count": len(found)})

    async def _tickets(self, request: web.Request) -> web.Response:
        found = [records.ticket(self._data, identity) for identity in _ids(request, "ids")]
        tickets = [ticket for ticket in found if ticket is not None]
        return reply({"tickets": tickets, "count": len(tickets)})

    async def _conversations(self, request: web.Request) -> web.Response:
        per_user = whole_number(request, "per_user", MAX_PER_USER, MAX_PER_USER)
        found = [
            conversation
            for customer in self._people(request, "user_ids")
            for conversation in records.conversations(self._data, customer)[:per_user]
        ]
        return reply({"conversations": found, "count": len(found)})

    def _people(self, request: web.Request, parameter: str) -> list[DemoCustomer]:
        known = (self._data.by_helpdesk_id.get(identity) for identity in _ids(request, parameter))
        return [customer for customer in known if customer is not None]


def _ids(request: web.Request, parameter: str) -> list[str]:
    ids = [text.strip() for text in request.query.get(parameter, "").split(",") if text.strip()]
    check_count(ids, MAX_IDS, parameter)
    return list(dict.fromkeys(ids))
