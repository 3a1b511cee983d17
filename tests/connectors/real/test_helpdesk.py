"""A helpdesk that cannot be asked for a person: it ignores the filter and answers everybody."""

from pathlib import Path

import pytest

from aggregator.authoring.trial.trial import try_source
from aggregator.settings import load_settings
from tests.support.manifests import write_manifest
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.counting import Counted
from tests.support.servers.helpdesk import PASSWORD, USER
from tests.support.still_loop import loop_time

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
    batch: {style: ids-param, param: submitter_email, max: 50}
    records: results
    match: submitter_email
    many: true
    fields:
      id: {path: id, transform: text}
      subject: {path: title, transform: text}
"""
SCAN = MANIFEST.replace(
    "    many: true\n", "    many: true\n    wide: true\n    pages: {next: next}\n"
)
CREDENTIALS = {"username": USER, "password": PASSWORD}
PEOPLE = {
    "p0@example.com": 0,
    "p1@example.com": 1,
    "p2@example.com": 2,
    "p23@example.com": 2,
    "o'brien@example.com": 1,
    "mixed.case@example.com": 2,
    "nobody@example.com": 0,
}


async def test_nobody_has_none_for_being_left_out_and_nobody_has_anothers(
    django_helpdesk: Counted, tmp_path: Path
) -> None:
    write_manifest(tmp_path / "connectors", MANIFEST, "desk")
    folders = [str(tmp_path / "connectors")]
    source = RealSource("desk", django_helpdesk.url, CREDENTIALS)
    async with service_on(tmp_path, {"desk": source}, connectors=folders) as product:
        for email in PEOPLE:
            query = '{ customer(by: {email: "%s"}) { tickets { subject } } }' % email  # noqa: UP031
            answer = (await product.query(query)).payload
            assert answer["data"]["customer"]["tickets"] is None, (email, answer)
            (error,) = answer["errors"]
            assert "records of other keys" in error["message"]


async def test_read_to_its_end_it_knows_everybody(django_helpdesk: Counted, tmp_path: Path) -> None:
    write_manifest(tmp_path / "connectors", SCAN, "desk")
    folders = [str(tmp_path / "connectors")]
    source = RealSource("desk", django_helpdesk.url, CREDENTIALS)
    async with service_on(tmp_path, {"desk": source}, connectors=folders) as product:
        found = await people(product, list(PEOPLE), "tickets { subject }")
        dropped = (await product.service.ready())["sources"]
    assert {email: len(each["tickets"]) for email, each in found.items()} == PEOPLE
    assert dropped.startswith("records of other keys dropped: desk ")


async def test_trying_it_tells_that_the_key_is_not_heeded(
    django_helpdesk: Counted, tmp_path: Path
) -> None:
    write_manifest(tmp_path / "connectors", MANIFEST, "desk")
    table = {"connector": "desk", "url": django_helpdesk.url, "credentials": CREDENTIALS}
    settings = load_settings(
        None,
        {
            "database_url": f"sqlite+aiosqlite:///{tmp_path / 'directory.db'}",
            "connectors": [str(tmp_path / "connectors")],
            "sources": {"desk": table},
        },
    )
    trial = await try_source(
        settings, "desk", ["p1@example.com", "p2@example.com"], 60.0, lambda _: None, loop_time
    )
    assert trial.failed
    assert "ignored-filter" in [each.code for each in trial.lookups[0].faults]
