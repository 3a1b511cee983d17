"""HubSpot's links of a contact: those that an answer left out are told."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from aggregator.connectors.fake import fake_request
from aggregator.connectors.hubspot import fake
from aggregator.domain.deadline import Deadline
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.records import compile_key
from aggregator.telemetry.trace import Batch
from aggregator.upstream.source import build_source
from tests.support.sources import PATIENT
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world

CONTACT = "8002"
"""Person 2 of the fake, who has two tickets."""


def _answer(request: httpx.Request) -> httpx.Response:
    path, query = request.url.path, request.url.query.decode()
    said = fake.answer(
        fake_request(request.method, path, query, dict(request.headers), request.content)
    )
    return httpx.Response(said.status, json=said.body)


async def _tickets() -> Sequence[Any]:
    """Give what the contact holds to ask for tickets by."""
    hubspot = the_world().connectors["hubspot"]
    source = build_source(
        "hubspot", hubspot, None, fake.CREDENTIALS, PATIENT, loop_time,
        transport=httpx.MockTransport(_answer),
    )  # fmt: skip
    lookup = next(each for each in hubspot.lookups if each.name == "linked")
    batch = Batch("hubspot.linked", 1, (), 0.0, 0.0)
    try:
        deadline = Deadline.after(60, loop_time)
        found = (await source.records(lookup, [CONTACT], 1, deadline, batch))[CONTACT]
    finally:
        await source.close()
    assert isinstance(found, Sequence)
    keys = compile_key(lookup.keys["ticket"])(found[0])
    assert isinstance(keys, tuple)
    return keys


async def test_tickets_are_asked_for_the_newest_first() -> None:
    assert [*await _tickets()] == ["9021", "9020"]


async def test_links_that_an_answer_left_out_stand_first_as_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Newer ones may be among them, so that no `first:` may cut the failure off."""
    monkeypatch.setattr(fake, "LINKS_MAX", 1)
    left_out, *shown = await _tickets()
    assert isinstance(left_out, Unreadable)
    assert shown == ["9020"]
