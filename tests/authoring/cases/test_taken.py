"""A case that is taken of a result holds what the card selects and nothing that is somebody's."""

import json
from pathlib import Path
from typing import Any

from graphql import Source

from aggregator.authoring.cases.result import read_context, read_result
from aggregator.authoring.cases.taken import impersonal, written_case
from aggregator.domain.card import Failed, Result
from aggregator.domain.errors import ItemUnreadable, SourceRateLimited
from aggregator.language.source import SharedFragments, as_card, parse_text
from tests.support.cards import card as card_text
from tests.support.rendering import CONTEXT, customer, schema

FIELDS = """
  name @row
  contact { name @row phone @row url @link(label: "Open") owner { name @row email @row } }
  tickets: gaps @each(max: 3) @row {
    subject @main @badge(red: ["Refund"], grey: ["*"])
    assignee @main
    status @aside @badge(grey: ["*"])
    updatedAt @aside @date
  }
  subscription { price @row @money plan { name @row } }
  invoices(first: 2) @each { number @row }
"""
TICKET = {"assignee": "Tom Achebe", "status": "OPEN", "updatedAt": "2026-11-25T19:51:59+00:00"}
DATA: dict[str, Any] = {
    "name": "Alex Miller",
    "contact": {
        "name": "Alex Miller",
        "phone": "+1 415 555 2671",
        "url": "https://crm.example.com/people/alex-miller?mail=alex%40grocery.co",
        "owner": {"name": "Tom Achebe", "email": "tom@ours.example"},
    },
    "tickets": [
        {**TICKET, "subject": "Refund"},
        {**TICKET, "subject": "Alex Miller cannot log in as alex@grocery.co"},
        Failed(ItemUnreadable("helpdesk", "An odd one")),
    ],
    "subscription": {"price": "129.00 USD", "plan": {"name": "Grocery Co special"}},
    "invoices": Failed(SourceRateLimited("billing", "Too many", 30.0)),
}


def taken() -> dict[str, Any]:
    card = customer(FIELDS)
    file = parse_text(Path("cards/billing/example.graphql"), Source(card_text(FIELDS)))
    result = Result({"customer": DATA}, True, "email")
    source = as_card(file, "billing", SharedFragments())
    return written_case(impersonal(result, card, source, schema()), CONTEXT)


def test_nothing_of_anybody_is_in_it_and_what_decides_the_looks_is() -> None:
    text = json.dumps(taken())
    for word in ("Alex", "alex", "Miller", "grocery", "Grocery", "Tom", "tom@", "415", "log in"):
        assert word not in text
    tickets = taken()["data"]["customer"]["tickets"]
    assert [ticket and ticket["status"] for ticket in tickets] == ["OPEN", "OPEN", None]
    assert tickets[0]["subject"] == "Refund"
    assert taken()["data"]["customer"]["subscription"]["price"] == "129.00 USD"


def test_equal_values_are_equal_in_it_and_it_is_the_same_each_time() -> None:
    person = taken()["data"]["customer"]
    assert person["name"] == person["contact"]["name"]
    assert person["tickets"][0]["assignee"] == person["contact"]["owner"]["name"]
    assert taken() == taken()


def test_it_is_read_back_with_what_failed_at_its_place() -> None:
    case = taken()
    assert case["errors"] == [
        {
            "path": ["customer", "tickets", 2],
            "code": "SOURCE_ITEM_UNREADABLE",
            "source": "helpdesk",
        },
        {
            "path": ["customer", "invoices"],
            "code": "SOURCE_RATE_LIMITED",
            "source": "billing",
            "after": 30.0,
        },
    ]
    read = read_result(case, customer(FIELDS), schema())
    again = written_case(read, read_context(case, CONTEXT))
    assert again == case
    assert (read.known, read.matched_by) == (True, "email")


def test_whom_nobody_knows_stays_unknown() -> None:
    nobody = Result({"customer": None}, known=False, matched_by=None)
    case = written_case(nobody, CONTEXT)
    read = read_result(case, customer("name @row"), schema())
    assert (read.known, read.matched_by) == (False, None)
