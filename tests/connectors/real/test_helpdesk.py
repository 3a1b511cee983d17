"""django-helpdesk, which lists tickets and heeds no filter by person."""

from pathlib import Path

import pytest

from tests.support.manifests import write_manifest
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES
from tests.support.servers.counting import Counted
from tests.support.servers.helpdesk import PASSWORD, USER

pytestmark = pytest.mark.real_time

MANIFEST = """
name: Helpdesk
category: helpdesk
authentication: basic
lookups:
  tickets:
    provides: Customer.tickets
    key: email
    request: GET /api/tickets/
    batch: {style: ids-param, param: submitter_email, max: 100}
    pages: {next: next}
    records: results
    match: submitter_email
    wide: WIDE
    many: true
    fields:
      id: {path: id, transform: text}
      subject: {path: title, transform: text}
      status: {path: to_string(status), table: {"1": OPEN, "2": OPEN, "3": SOLVED, "4": CLOSED}}
"""


def on(server: Counted, home: Path, wide: str) -> tuple[dict[str, RealSource], list[str]]:
    write_manifest(home / "connectors", MANIFEST.replace("WIDE", wide))
    source = RealSource("shop", server.url, {"username": USER, "password": PASSWORD})
    return {"helpdesk": source}, [str(home / "connectors")]


async def test_of_all_that_come_each_has_what_is_theirs_and_a_stranger_nothing(
    django_helpdesk: Counted, tmp_path: Path
) -> None:
    sources, folders = on(django_helpdesk, tmp_path, "true")
    asked = [*ADDRESSES, "nobody@example.com", "p1@example.com.au", "1@example.com"]
    async with service_on(tmp_path, sources, connectors=folders) as product:
        found = await people(product, asked, "tickets(first: 50) { subject status }")
    statuses = ("OPEN", "OPEN")
    expected = {
        address: {
            (f"Question {each} of person {number}", statuses[each]) for each in range(number % 3)
        }
        for number, address in enumerate(ADDRESSES)
    }
    got = {
        address: {(item["subject"], item["status"]) for item in each["tickets"]}
        for address, each in found.items()
    }
    assert got == {address: expected.get(address, set()) for address in asked}
    assert django_helpdesk.calls() == {"GET /api/tickets/": 2}


async def test_a_connector_that_trusts_the_filter_is_told_and_shows_nothing(
    django_helpdesk: Counted, tmp_path: Path
) -> None:
    sources, folders = on(django_helpdesk, tmp_path, "false")
    query = '{ customer(by: {email: "nobody@example.com"}) { tickets { subject } } }'
    async with service_on(tmp_path, sources, connectors=folders) as product:
        answer = (await product.query(query)).payload
    assert answer["data"]["customer"]["tickets"] is None
    assert "records of other keys" in answer["errors"][0]["message"]
