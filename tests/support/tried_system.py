"""A system that keeps notes on people and answers by addresses, with faults of one's own."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs

import httpx

from aggregator.domain.identity import EMAIL, normalise
from tests.support.threaded_http import served_json

ADA, BOB, CAT = "ada@example.com", "bob.o'hara@example.com", "cat+a@example.com"

MANIFEST = """\
name: Notes
authentication: bearer
lookups:
  notes:
    provides: Customer.tickets
    key: email
    request: GET /notes
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    many: true
    per_key: limit
    fields:
      id: {path: id, transform: text}
      subject: {path: what, transform: text}
      status: {path: state, table: {open: OPEN, done: SOLVED}}
      createdAt: {path: made, transform: datetime}
"""


@dataclass
class TriedSystem:
    """`notes` hold `email`. Each other field is a fault; `asked` are the queries that came.

    takes     of several keys in a call, only so many count
    refuses   more keys in a call are answered 400
    shared    the limit bounds all keys of a call together
    exact     letters of an address count
    heeds     whether the key is heeded at all
    loose     an address is found by a part of it
    missing   what is answered where nobody is found
    page      records of a call at most, whatever the limit says
    """

    notes: Sequence[dict[str, Any]]
    takes: int | None = None
    refuses: int | None = None
    shared: bool = False
    exact: bool = False
    heeds: bool = True
    loose: bool = False
    missing: int = 200
    page: int = 1_000
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def reply(self, query: str) -> tuple[int, dict[str, Any]]:
        """Answer one query: status and JSON."""
        said = parse_qs(query)
        self.asked.append(said)
        keys = said.get("email", [])
        if self.refuses is not None and len(keys) > self.refuses:
            return 400, {"error": "too many"}
        keys = keys[: self.takes]
        limit = int(said.get("limit", ["1000"])[0])
        found: list[dict[str, Any]] = []
        for key in dict.fromkeys(keys):
            found += [each for each in self.notes if self._is(each["email"], key)][:limit]
        if not self.heeds:
            found = list(self.notes)
        if self.shared:
            found = found[:limit]
        if not found and self.missing != 200:
            return self.missing, {"error": "nobody"}
        return 200, {"data": found[: self.page]}

    def transport(self) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            status, body = self.reply(request.url.query.decode())
            return httpx.Response(status, json=body)

        return httpx.MockTransport(answer)

    def _is(self, email: str, key: str) -> bool:
        if self.loose:
            return key.lower() in email
        return email == key if self.exact else normalise(EMAIL, email) == normalise(EMAIL, key)


def notes(*people: str, each: int = 2) -> list[dict[str, Any]]:
    """Make `each` notes of each of `people`, newest first."""
    return [
        {
            "id": f"n{number}{chr(97 + person)}",
            "email": email,
            "what": f"Secret words of {email}",
            "state": "open",
            "made": f"2026-11-{20 - number:02}T10:00:00Z",
        }
        for person, email in enumerate(people)
        for number in range(each)
    ]


@contextmanager
def served(system: TriedSystem, latency: threading.Event | None = None) -> Iterator[str]:
    """Serve a system on this machine: its address. It answers nothing until `latency` is set."""

    def reply(asked: SplitResult) -> tuple[int, bytes]:
        if latency is not None:
            latency.wait()
        status, body = system.reply(asked.query)
        return status, json.dumps(body).encode()

    with served_json(reply) as url:
        try:
            yield url
        finally:
            if latency is not None:
                latency.set()
