"""Mistakes in reading a request: what is taken for granted in it, and whom it is about."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from tests.support.faulty_plain_api.api import ALEX, KEYS, Body, PlainApi, Refused
from tests.support.faulty_plain_api.caught import caught_as
from tests.support.raw_server import Conversation


@caught_as("unknown-customer", "optional-customer")
class NotFoundForUnknownCustomer(PlainApi):
    def find(self, customer: Mapping[str, Any]) -> Mapping[str, str]:
        person = super().find(customer)
        if person is None:
            raise Refused(404)
        return person


@caught_as("unknown-customer", "optional-customer")
class NoCardsForUnknownCustomer(PlainApi):
    async def answer(self, body: Body) -> Body:
        known = self.find(body.get("customer") or {})
        return await super().answer(body) if known else {"cards": []}


@caught_as("unknown-key")
class KeysAreAnEnum(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        if not set(body["cardKeys"]) <= set(KEYS):
            raise Refused(422)
        return body


class _NeedsOne(PlainApi):
    """A model in which one member is not optional."""

    path = ""

    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        holder: Any = body
        for name in self.path.split("."):
            holder = holder[name]
            len(holder)  # None has no length, as in other languages
        return body


@caught_as("optional-external-id", "optional-customer")
class NeedsExternalId(_NeedsOne):
    path = "customer.externalId"


@caught_as("optional-email", "optional-customer")
class NeedsEmail(_NeedsOne):
    path = "customer.email"


@caught_as("optional-customer-id", "optional-customer")
class NeedsPlainId(_NeedsOne):
    path = "customer.id"


@caught_as("optional-thread")
class NeedsThread(_NeedsOne):
    path = "thread"


@caught_as("optional-tenant")
class NeedsTenant(_NeedsOne):
    path = "tenant"


@caught_as("optional-tenant")
class NullIsFineAndAbsentIsNot(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        body["tenant"]
        return body


@caught_as("thread-and-tenant")
class FailsOnTenants(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        if body.get("tenant"):
            raise NotImplementedError
        return body


@caught_as("optional-timestamp")
class NeedsTimestamp(_NeedsOne):
    path = "timestamp"


@caught_as("malformed-body")
class FailsOnMalformedJson(PlainApi):
    def read(self, raw: bytes) -> Body:
        body: Body = json.loads(raw)
        return body


@caught_as("unknown-field")
class ForbidsUnknownMembers(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        if set(body) - {"cardKeys", "customer", "thread", "tenant", "timestamp"}:
            raise Refused(422)
        return body


@caught_as("repeated-key")
class RefusesRepeatedKeys(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        if len(set(body["cardKeys"])) < len(body["cardKeys"]):
            raise Refused(400)
        return body


@caught_as("empty-keys")
class RefusesNoKeys(PlainApi):
    def read(self, raw: bytes) -> Body:
        body = super().read(raw)
        if not body["cardKeys"]:
            raise Refused(400)
        return body


@caught_as("email-case")
class ComparesEmailsExactly(PlainApi):
    def find(self, customer: Mapping[str, Any]) -> Mapping[str, str] | None:
        email = customer.get("email")
        if email is not None and email != ALEX["email"]:
            return None
        return super().find(customer)


@caught_as("same-for-everyone")
class ShowsOneCustomerToAll(PlainApi):
    def find(self, customer: Mapping[str, Any]) -> Mapping[str, str]:
        return ALEX


@caught_as("concurrency")
class SharesItsCustomer(PlainApi):
    """The customer of a request lies where all requests see it, while it waits for a source."""

    current: Mapping[str, Any] | None = None

    async def answer(self, body: Body) -> Body:
        self.current = body.get("customer") or {}
        for _ in range(20):
            await asyncio.sleep(0)
        return await super().answer({**body, "customer": self.current})


@caught_as("no-answer", "malformed-body")
class DiesOfMalformedJson(PlainApi):
    async def script(self, conversation: Conversation) -> None:
        try:
            json.loads(conversation.request.partition(b"\r\n\r\n")[2])
        except ValueError:
            conversation.hang_up()
        else:
            await super().script(conversation)
