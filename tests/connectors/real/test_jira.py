"""The connector for Jira, asked of backlot's, which answers every search with all its issues."""

from pathlib import Path

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot

pytestmark = pytest.mark.real_time

SITE = {"options": {"site": "acme"}}


def source(backlot: Backlot) -> RealSource:
    return RealSource("jira", backlot.jira, {"email": "agent@helpdesk.example", "key": TOKEN}, SITE)


async def test_25_customers_take_one_call_and_each_has_what_is_theirs_though_all_come(
    backlot: Backlot, tmp_path: Path
) -> None:
    async with service_on(tmp_path, {"jira": source(backlot)}) as product:
        found = await people(product, ADDRESSES[:25], "tickets { id subject status priority }")
    assert {each: len(found[each]["tickets"]) for each in found} == {
        address: number % 3 + 1 for number, address in enumerate(ADDRESSES[:25])
    }
    statuses = ("NEW", "OPEN", "SOLVED")
    # This one heeds no order; the real one is asked for the newest first.
    tickets = found["p5@example.com"]["tickets"]
    assert sorted(tickets, key=lambda each: each["id"]) == [
        {
            "id": f"SUP-{150 + each}",
            "subject": f"Request {each} of person 5",
            "status": statuses[each],
            "priority": "HIGH",
        }
        for each in range(3)
    ]
    assert backlot.counted.calls() == {"GET /atlassian/rest/api/3/search/jql": 1}


async def test_an_apostrophe_and_a_stranger(backlot: Backlot, tmp_path: Path) -> None:
    asked = ["o'brien@example.com", "mixed.case@example.com", "nobody@example.com"]
    async with service_on(tmp_path, {"jira": source(backlot)}) as product:
        found = await people(product, asked, "tickets { id }")
    assert [len(each["tickets"]) for each in found.values()] == [2, 3, 0]
