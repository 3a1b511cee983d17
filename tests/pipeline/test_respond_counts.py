"""What could not be read of an answer is told by number, below the card or in its place."""

from typing import Any

import orjson
import pytest

from aggregator.domain.card import Outcome, Shown, Unavailable
from aggregator.domain.errors import AggregatorError, ItemUnreadable, ValueUnreadable
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.respond import FOR_GOOD, FailureWords, respond

TOLD = FailureWords("R1", {"billing": "Billing", "crm": "CRM"}.__getitem__, {"crm": "Dana"}.get)
SOME: dict[str, Any] = {"componentText": {"text": "Pro"}}


def words(outcome: Outcome) -> tuple[str, int]:
    """What the card says of its failures, and its TTL."""
    raw = respond(CardRequest(("plan",), None, None, None, "w"), {"plan": outcome}, TOLD)
    (card,) = orjson.loads(raw)["cards"]
    said = [
        each["componentPlainText"] for each in card["components"] if each.get("componentPlainText")
    ]
    return said[0]["plainText"], card["timeToLiveSeconds"]


@pytest.mark.parametrize(
    ("failures", "line"),
    [
        ([ItemUnreadable("billing", "m")], "1 item of Billing could not be read"),
        (
            [
                ItemUnreadable("billing", "m"),
                ValueUnreadable("crm", "m"),
                ItemUnreadable("billing", "n"),
            ],
            "2 items of Billing and 1 value of CRM could not be read",
        ),
    ],
)
def test_what_could_not_be_read_is_counted_below_the_card(
    failures: list[AggregatorError], line: str
) -> None:
    assert words(Shown([SOME], 120, failures)) == (line, FOR_GOOD)


def test_a_card_of_which_nothing_could_be_read_says_so_and_who_is_to_mend_it() -> None:
    one, other = ValueUnreadable("crm", "m"), ValueUnreadable("crm", "n")
    assert words(Unavailable(one, (other,))) == (
        "2 values of CRM could not be read. It needs attention by its owner, Dana.",
        FOR_GOOD,
    )
