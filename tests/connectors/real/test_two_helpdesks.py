"""Two helpdesks in one list: each item says whose it is, and one that is down is told."""

from pathlib import Path

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot

pytestmark = pytest.mark.real_time

NOBODY = "http://127.0.0.1:9"
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


CARD = """\
query Tickets @card(title: "Tickets", empty: "No tickets") {
  customer { tickets(first: 5) @each(empty: "None") { source @row(label: "In") } }
}
"""


async def test_where_one_is_down_the_others_items_are_there_and_it_is_told(
    backlot: Backlot, tmp_path: Path
) -> None:
    sources = {
        "planning": RealSource("linear", backlot.linear, {"key": TOKEN}),
        "service": RealSource("jira", NOBODY, {"email": "a@b.example", "key": TOKEN}, SITE),
    }
    query = '{ customer(by: {email: "p1@example.com"}) { tickets { source } } }'
    card = tmp_path / "cards" / "support" / "tickets.graphql"
    card.parent.mkdir(parents=True)
    card.write_text(CARD)
    async with service_on(tmp_path, sources) as product:
        answer = (await product.query(query)).payload
        cards = str((await product.ask(["tickets"], email="p1@example.com"))["tickets"])
        of_nobody = str((await product.ask(["tickets"], email="nobody@example.com"))["tickets"])
    assert answer["data"]["customer"]["tickets"] == [{"source": "planning"}, None], answer
    (error,) = answer["errors"]
    assert error["path"] == ["customer", "tickets", 1]
    assert (error["extensions"]["code"], error["extensions"]["source"]) == (
        "SOURCE_UNAVAILABLE",
        "service",
    )
    assert "planning" in cards
    assert "Jira did not answer" in cards
    # Planning has nothing of this one; that there is nothing at all nobody knows.
    assert "Jira did not answer" in of_nobody
    assert "No tickets" not in of_nobody
    assert "'None'" not in of_nobody
