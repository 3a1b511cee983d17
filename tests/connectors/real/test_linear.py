"""The connector for Linear, asked of backlot's Linear."""

from pathlib import Path

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot

pytestmark = pytest.mark.real_time

TICKETS = "tickets { id subject status priority assignee createdAt url source }"


def source(backlot: Backlot, token: str = TOKEN) -> RealSource:
    return RealSource("linear", backlot.linear, {"key": token})


async def test_25_customers_take_one_call_and_each_has_what_is_theirs(
    backlot: Backlot, tmp_path: Path
) -> None:
    async with service_on(tmp_path, {"linear": source(backlot)}) as product:
        found = await people(product, ADDRESSES[:25], TICKETS)
    assert backlot.counted.calls() == {"POST /linear/graphql": 1}
    subjects = {
        address: [each["subject"] for each in found[address]["tickets"]] for address in found
    }
    assert subjects == {
        address: [f"Report of person {n}"] for n, address in enumerate(ADDRESSES[:25])
    }
    assert found["p3@example.com"]["tickets"] == [
        {
            "id": "ENG-103",
            "subject": "Report of person 3",
            "status": "OPEN",
            "priority": "HIGH",
            "assignee": None,
            "createdAt": "2026-03-01T10:00:00+00:00",
            "url": "https://linear.app/acme/issue/ENG-103/report-of-person-3",
            "source": "linear",
        }
    ]


async def test_an_apostrophe_another_letter_case_and_a_stranger(
    backlot: Backlot, tmp_path: Path
) -> None:
    asked = ["o'brien@example.com", "P4@Example.Com", "nobody@example.com"]
    async with service_on(tmp_path, {"linear": source(backlot)}) as product:
        found = await people(product, asked, "tickets { id }")
    ids = [[each["id"] for each in found[address]["tickets"]] for address in asked]
    assert ids == [["ENG-125"], ["ENG-104"], []]
    assert len(backlot.counted.asked) == 1
