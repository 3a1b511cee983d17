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
        found = await people(product, ADDRESSES[:25], "tickets { id subject status priority url }")
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
            "url": f"https://acme.atlassian.net/browse/SUP-{150 + each}",
        }
        for each in range(3)
    ]
    assert backlot.counted.calls() == {"GET /atlassian/rest/api/3/search/jql": 1}


async def test_of_a_stranger_it_is_told_that_the_search_was_not_heeded(
    backlot: Backlot, tmp_path: Path
) -> None:
    query = '{ customer(by: {email: "nobody@example.com"}) { tickets { id } } }'
    async with service_on(tmp_path, {"jira": source(backlot)}) as product:
        answer = (await product.query(query)).payload
    assert answer["data"]["customer"]["tickets"] is None
    assert "records of other keys" in answer["errors"][0]["message"]
