"""The crm: REST, OAuth 2 client credentials with tokens that expire, batch reads by id.

    POST /oauth/token                            form: grant_type, client_id, client_secret
    POST /crm/v3/objects/contacts/batch/read     {"inputs": [{"id": "100001"}]}
    POST /crm/v3/objects/companies/batch/read
    POST /crm/v3/objects/owners/batch/read
    GET  /crm/v3/objects/contacts                ?limit=100&after=100&modified_since=2026-11-30
    GET  /crm/v3/objects/companies

At most 100 inputs a call; unknown ids are simply absent from `results`. The client may also
authenticate with HTTP Basic at the token endpoint (RFC 6749, 2.3.1).
"""

import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from aggregator.demo.data import DemoData
from aggregator.demo.records import crm as records
from aggregator.demo.server import Api, ApiError, basic_credentials, check_count, json_object, reply

CREDENTIALS = {"client_id": "demo-client", "client_secret": "demo-client-secret"}
TOKEN_PATH = "/oauth/token"
TOKEN_LIFETIME = 300.0
MAX_IDS = 100

Find = Callable[[str], dict[str, Any] | None]


class CrmApi(Api):
    """`lifetime`: seconds until a token expires; `clock` counts them."""

    name = "crm"

    def __init__(
        self,
        data: DemoData,
        lifetime: float = TOKEN_LIFETIME,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data = data
        self._clock = clock
        self._tokens: dict[str, float] = {}
        self.lifetime = lifetime
        self.tokens_issued = 0

    def routes(self) -> Sequence[web.RouteDef]:
        prefix = "/crm/v3/objects"
        return [
            web.post(TOKEN_PATH, self._token),
            web.post(f"{prefix}/contacts/batch/read", self._contacts),
            web.post(f"{prefix}/companies/batch/read", self._companies),
            web.post(f"{prefix}/owners/batch/read", self._owners),
            web.get(f"{prefix}/contacts", self._all_contacts),
            web.get(f"{prefix}/companies", self._all_companies),
        ]

    def open_paths(self) -> frozenset[str]:
        return frozenset({TOKEN_PATH})

    def authorize(self, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        expires = self._tokens.get(token)
        if scheme.lower() != "bearer" or expires is None:
            raise ApiError(401, "INVALID_AUTHENTICATION", "This access token is not known")
        if self._clock() >= expires:
            raise ApiError(401, "EXPIRED_AUTHENTICATION", "This access token has expired")

    def challenge(self) -> str:
        return 'Bearer realm="crm", error="invalid_token"'

    def error_body(self, code: str, message: str) -> object:
        return {"status": "error", "category": code, "message": message}

    def revoke_tokens(self) -> None:
        """Forget every token given out, as when a secret is rotated."""
        self._tokens.clear()

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if "Authorization" in request.headers:
            identity, secret = basic_credentials(request)
        else:
            identity, secret = form.get("client_id", ""), form.get("client_secret", "")
        if not (
            hmac.compare_digest(identity.encode(), CREDENTIALS["client_id"].encode())
            and hmac.compare_digest(secret.encode(), CREDENTIALS["client_secret"].encode())
        ):
            return reply({"error": "invalid_client"}, 401, {"WWW-Authenticate": "Basic"})
        if form.get("grant_type") != "client_credentials":
            return reply({"error": "unsupported_grant_type"}, 400)
        now = self._clock()
        self._tokens = {token: end for token, end in self._tokens.items() if end > now}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = now + self.lifetime
        self.tokens_issued += 1
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(self.lifetime)}
        return reply(answer, headers={"Cache-Control": "no-store"})

    async def _contacts(self, request: web.Request) -> web.Response:
        def find(identity: str) -> dict[str, Any] | None:
            customer = self._data.by_contact_id.get(identity)
            return None if customer is None else records.contact(self._data, customer)

        return await self._batch(request, find)

    async def _companies(self, request: web.Request) -> web.Response:
        def find(identity: str) -> dict[str, Any] | None:
            account = self._data.by_crm_id.get(identity)
            return None if account is None else records.company(self._data, account)

        return await self._batch(request, find)

    async def _owners(self, request: web.Request) -> web.Response:
        return await self._batch(request, records.owner)

    async def _all_contacts(self, request: web.Request) -> web.Response:
        found = (records.contact(self._data, each) for each in self._data.customers)
        return self._listed(request, [each for each in found if each is not None])

    async def _all_companies(self, request: web.Request) -> web.Response:
        found = [records.company(self._data, each) for each in self._data.accounts]
        return self._listed(request, found)

    def _listed(self, request: web.Request, found: list[dict[str, Any]]) -> web.Response:
        """One page; nobody changes once they are there, so that since is since their creation."""
        asked = request.query
        limit, after = asked.get("limit", "10"), asked.get("after", "0")
        if not (limit.isdecimal() and after.isdecimal() and 1 <= int(limit) <= MAX_IDS):
            raise ApiError(400, "VALIDATION_ERROR", f"limit is 1 to {MAX_IDS}, after a cursor")
        since, start = asked.get("modified_since", ""), int(after)
        new = [each for each in found if (each["properties"]["createdate"] or "") >= since]
        end = start + int(limit)
        paging = {"paging": {"next": {"after": str(end)}}} if end < len(new) else {}
        return reply({"results": new[start:end], **paging})

    async def _batch(self, request: web.Request, find: Find) -> web.Response:
        inputs = (await json_object(request)).get("inputs")
        if not isinstance(inputs, list):
            raise ApiError(400, "VALIDATION_ERROR", "inputs is a list of objects with an id")
        ids = [item.get("id") if isinstance(item, dict) else None for item in inputs]
        texts = [identity for identity in ids if isinstance(identity, str)]
        if len(texts) < len(ids):
            raise ApiError(400, "VALIDATION_ERROR", "The id of an input is text")
        check_count(texts, MAX_IDS, "inputs")
        found = [find(identity) for identity in dict.fromkeys(texts)]
        results = [record for record in found if record is not None]
        # In no order that a caller could rely on.
        return reply({"status": "COMPLETE", "results": results[::-1]})
