import dataclasses
from datetime import timedelta
from typing import get_args

import pytest

from aggregator.simulator.clock import EPOCH
from aggregator.simulator.instances import (
    CardTooBig,
    Carrier,
    ErrorDetail,
    Errored,
    Loaded,
    Loading,
    MissingCard,
    Request,
    ResponseBody,
    StatusCode,
    Timeout,
    Unknown,
    describe,
    is_fresh,
)
from tests.support.local_plain import card

PLAN = card("plan")
CARRIER = Carrier(1, ("plan",), 1, 200, 2, 1.0)

DETAILS: list[tuple[ErrorDetail, str]] = [
    (MissingCard("plan"), "MissingCard"),
    (ResponseBody("{}", "cards is required"), "ResponseBody"),
    (StatusCode(503, "busy"), "StatusCode (statusCode 503)"),
    (Request("ECONNREFUSED", "the connection was refused"), "Request (errorCode ECONNREFUSED)"),
    (Timeout(15), "Timeout (timeoutSeconds 15)"),
    (CardTooBig("plan", 9, 5), "CardTooBig (sizeBytes 9, maxSizeBytes 5)"),
    (Unknown("KeyError"), "Unknown"),
]


@pytest.mark.parametrize(("detail", "name"), DETAILS)
def test_an_error_is_told_by_plains_name_its_numbers_and_a_sentence(
    detail: ErrorDetail, name: str
) -> None:
    assert describe(detail) == name
    assert detail.message.endswith(".")


def test_there_are_the_seven_errors_of_plain() -> None:
    assert {type(detail) for detail, _ in DETAILS} == set(get_args(ErrorDetail))


def test_members_that_plain_publishes_are_spelt_as_plain_does() -> None:
    ours = {"rule"}
    members = {
        kind.__name__: {it.name for it in dataclasses.fields(kind)} - ours
        for kind in get_args(ErrorDetail)
    }
    assert members == {
        "MissingCard": {"cardKey"},
        "ResponseBody": {"responseBody"},
        "StatusCode": {"statusCode", "responseBody"},
        "Request": {"errorCode"},
        "Timeout": {"timeoutSeconds"},
        "CardTooBig": {"cardKey", "sizeBytes", "maxSizeBytes"},
        "Unknown": set(),
    }


def test_a_card_is_fresh_until_its_expiry_and_not_at_it() -> None:
    expires = EPOCH + timedelta(seconds=15)
    loaded = Loaded("ci_1", PLAN, [], EPOCH, expires, 2, CARRIER)
    assert is_fresh(loaded, expires - timedelta(microseconds=1))
    assert not is_fresh(loaded, expires)


def test_an_error_is_fresh_as_long_as_it_is_cached_and_loading_always() -> None:
    until = EPOCH + timedelta(seconds=300)
    cached = Errored("ci_1", PLAN, StatusCode(404, ""), EPOCH, until, CARRIER)
    assert is_fresh(cached, EPOCH + timedelta(seconds=299))
    assert not is_fresh(cached, until)
    assert not is_fresh(Errored("ci_1", PLAN, Timeout(15), EPOCH, None, CARRIER), EPOCH)
    assert is_fresh(Loading("ci_1", PLAN, EPOCH), until)
