"""A small implementation of Plain's customer cards, without a mistake until a subclass makes one.

It knows one customer and two cards, and speaks HTTP on a socket of its own. A faulty server
overrides the one step in which the mistake is made.
"""

import json
from collections.abc import Mapping
from typing import Any

from aggregator.domain.plain.signature import sign
from tests.support.raw_server import Conversation

SECRET = "a-signing-secret"
TOKEN = "Bearer a-token"
KEYS = ("plan", "usage")
ALEX = {"id": "c_alex", "externalId": "alex-1", "email": "alex@grocery.co"}

Headers = Mapping[str, str]
Body = dict[str, Any]


class Refused(Exception):
    """The request is answered with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class PlainApi:
    """Verify, read, find, show, write: one method each."""

    content_type = "application/json"

    async def script(self, conversation: Conversation) -> None:
        """Answer one request."""
        head, _, raw = conversation.request.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")[1:]
        headers = {
            name.lower(): value.strip() for name, _, value in (it.partition(":") for it in lines)
        }
        status, body = await self.respond(headers, raw)
        answer = (
            f"HTTP/1.1 {status} Said\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        await conversation.send(answer.encode() + body)

    async def respond(self, headers: Headers, raw: bytes) -> tuple[int, bytes]:
        """Give status and body; whatever goes wrong is a 500, as frameworks have it."""
        try:
            self.verify(headers, raw)
            return 200, self.write(await self.answer(self.read(raw)))
        except Refused as refused:
            return refused.status, b"{}"
        except Exception:  # noqa: BLE001 -- what a framework does about a bug
            return 500, b"Internal Server Error"

    def verify(self, headers: Headers, raw: bytes) -> None:
        if headers.get("plain-request-signature") != sign(SECRET, raw):
            raise Refused(401)
        if headers.get("authorization") != TOKEN:
            raise Refused(401)

    def read(self, raw: bytes) -> Body:
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused(400) from None
        assert isinstance(body, dict)
        return body

    async def answer(self, body: Body) -> Body:
        person = self.find(body.get("customer") or {})
        return {"cards": [self.card(key, person) for key in dict.fromkeys(body["cardKeys"])]}

    def find(self, customer: Mapping[str, Any]) -> Mapping[str, str] | None:
        """The person by any of their ids."""
        email = (customer.get("email") or "").strip().lower()
        ids = (customer.get("id"), customer.get("externalId"), email)
        return ALEX if set(ids) & set(ALEX.values()) else None

    def card(self, key: str, person: Mapping[str, str] | None) -> Body:
        return {
            "key": key,
            "timeToLiveSeconds": self.ttl(key),
            "components": self.components(key, person),
        }

    def ttl(self, key: str) -> Any:
        return 300

    def components(self, key: str, person: Mapping[str, str] | None) -> list[Any] | None:
        if key not in KEYS:
            return [{"componentText": {"text": "No card of that name exists here."}}]
        if person is None:
            return None
        return self.show(key, person)

    def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
        return [{"componentPlainText": {"plainText": f"{key} of {person['email']}"}}]

    def write(self, answer: Body) -> bytes:
        return json.dumps(answer).encode()
