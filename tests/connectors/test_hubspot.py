"""HubSpot's links of a contact: all of them, page by page, and those that are left out are told."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from aggregator.connectors.fake import fake_request
from aggregator.connectors.hubspot import fake
from aggregator.domain.deadline import Deadline
from aggregator.domain.lookup import Lookup
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.records import PartRecord, compile_key
from aggregator.telemetry.trace import Batch
from aggregator.upstream.source import build_source
from tests.support.sources import PATIENT
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world

CONTACT = "8002"
"""Person 2 of the fake, who has two tickets."""


SENT: list[Any] = []


def _answer(request: httpx.Request) -> httpx.Response:
    path, query = request.url.path, request.url.query.decode()
    SENT.append(json.loads(request.content))
    said = fake.answer(
        fake_request(request.method, path, query, dict(request.headers), request.content)
    )
    return httpx.Response(said.status, json=said.body)


async def _linked(*contacts: str) -> tuple[Lookup, Mapping[str, Any]]:
    """Give what is found of contacts, and the lookup; what was sent is in SENT."""
    SENT.clear()
    hubspot = the_world().connectors["hubspot"]
    source = build_source(
        "hubspot", hubspot, None, fake.CREDENTIALS, PATIENT, loop_time,
        transport=httpx.MockTransport(_answer),
    )  # fmt: skip
    lookup = next(each for each in hubspot.lookups if each.name == "linked")
    batch = Batch("hubspot.linked", len(contacts), (), 0.0, 0.0)
    try:
        deadline = Deadline.after(60, loop_time)
        return lookup, await source.records(lookup, contacts, 1, deadline, batch)
    finally:
        await source.close()


async def test_tickets_are_asked_for_the_newest_first() -> None:
    lookup, found = await _linked(CONTACT)
    assert compile_key(lookup.keys["ticket"])(found[CONTACT][0]) == ("9021", "9020")


async def test_further_pages_of_many_contacts_come_in_one_call() -> None:
    contacts = [str(8000 + number) for number in range(25)]
    lookup, found = await _linked(*contacts)
    assert {key: len(records[0]["to"]) for key, records in found.items()} == {
        str(8000 + number): number % 3 for number in range(25) if number % 3
    }
    assert [len(each["inputs"]) for each in SENT] == [25, 8]
    assert SENT[1]["inputs"][0] == {"id": "8002", "after": "1"}
    assert lookup.exchanges(25) == 5


async def test_links_that_are_left_out_stand_first_as_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Newer ones may be among them, so that no `first:` may cut the failure off."""
    monkeypatch.setattr(fake, "_linked", lambda _: [{"toObjectId": n} for n in range(1, 9)])
    lookup, found = await _linked(CONTACT)
    record, rest = found[CONTACT]
    assert rest is None
    keys = compile_key(lookup.keys["ticket"])(PartRecord(record, "to"))
    assert isinstance(keys, tuple)
    assert isinstance(keys[0], Unreadable)
    assert keys[1:] == ("5", "4", "3", "2", "1")
