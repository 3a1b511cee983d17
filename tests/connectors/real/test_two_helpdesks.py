"""Two helpdesks in one list: each item says whose it is, and one that is down is told."""

from pathlib import Path

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot

pytestmark = pytest.mark.real_time

SITE = {"options": {"site": "acme"}}


async def test_two_helpdesks_fill_one_list(backlot: Backlot, tmp_path: Path) -> None:
    sources = {
        "planning": RealSource("linear", backlot.linear, {"key": TOKEN}),
        "service": RealSource("jira", backlot.jira, {"email": "a@b.example", "key": TOKEN}, SITE),
    }
    async with service_on(tmp_path, sources) as product:
        found = await people(product, ADDRESSES[:25], "tickets { id source }")
    for number, address in enumerate(ADDRESSES[:25]):
        tickets = found[address]["tickets"]
        assert {"id": f"ENG-{100 + number}", "source": "planning"} in tickets
        of_service = [each["id"] for each in tickets if each["source"] == "service"]
        assert sorted(of_service) == [
            f"SUP-{100 + 10 * number + each}" for each in range(number % 3 + 1)
        ]
        assert len(tickets) == number % 3 + 2
    assert len(backlot.counted.asked) == 2


async def test_where_one_refuses_the_list_is_told_to_be_amiss_and_not_shown_short(
    backlot: Backlot, tmp_path: Path
) -> None:
    sources = {
        "planning": RealSource("linear", backlot.linear, {"key": "revoked"}),
        "service": RealSource("jira", backlot.jira, {"email": "a@b.example", "key": TOKEN}, SITE),
    }
    query = '{ customer(by: {email: "p1@example.com"}) { tickets { id source } } }'
    async with service_on(tmp_path, sources) as product:
        answer = (await product.query(query)).payload
    assert answer["data"]["customer"]["tickets"] is None, answer
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["source"]) == (
        "SOURCE_REFUSED",
        "planning",
    )
    assert "revoked" not in str(answer)
