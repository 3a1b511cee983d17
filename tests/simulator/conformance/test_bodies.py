from datetime import UTC, datetime
from typing import Any

import pytest

from aggregator.domain.plain.request import parse
from aggregator.simulator.conformance.bodies import (
    about_nobody,
    asking,
    body_for,
    completed,
    nulled,
    without,
)
from aggregator.simulator.conformance.probe import written
from aggregator.simulator.conformance.target import ProbeTarget

TARGET = ProbeTarget("http://x.test/cards", ("a", "b"), {"email": "alex@grocery.co"})
BODY = body_for(TARGET, datetime(2026, 11, 22, 10, 1, tzinfo=UTC))


def test_the_first_body_is_plains_with_null_for_what_is_not_known() -> None:
    assert BODY == {
        "cardKeys": ["a", "b"],
        "customer": {"id": None, "externalId": None, "email": "alex@grocery.co"},
        "tenant": None,
        "thread": None,
        "timestamp": "2026-11-22T10:01:00.000Z",
    }


def test_a_completed_body_keeps_what_is_known_and_has_no_null() -> None:
    whole = completed(BODY)
    assert whole["customer"]["email"] == "alex@grocery.co"
    assert "null" not in written(whole).decode()


@pytest.mark.parametrize(
    "body", [BODY, completed(BODY), about_nobody(BODY), asking(BODY), nulled(BODY, "customer")]
)
def test_every_body_is_one_that_we_would_read(body: dict[str, Any]) -> None:
    assert parse(written(body), "w").card_keys == tuple(body["cardKeys"])


def test_a_member_is_made_null_or_left_out_and_the_rest_is_untouched() -> None:
    assert nulled(BODY, "customer.email")["customer"] == dict.fromkeys(
        ("id", "externalId", "email")
    )
    assert without(BODY, "customer.email")["customer"] == {"id": None, "externalId": None}
    assert "thread" not in without(BODY, "thread")
    assert BODY["customer"]["email"] == "alex@grocery.co"
    assert set(BODY) == {"cardKeys", "customer", "tenant", "thread", "timestamp"}
