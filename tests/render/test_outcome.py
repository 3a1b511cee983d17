"""Shown, hidden or unavailable."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.domain.card import Failed, Hidden, Result, Shown, Unavailable
from aggregator.domain.errors import (
    AggregatorError,
    CustomerNotFound,
    DeadlineExceeded,
    DirectoryUnavailable,
    InternalError,
    NoSourceId,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.render.outcome import most_telling
from tests.support.rendering import CONTEXT, FAILED, customer, plain, shown

EMPTY = 'title: "T", ttl: "2m", empty: " No {subscription}* "'


def test_nothing_left_is_hidden_or_the_cards_own_words() -> None:
    data = Result({"customer": {"name": None}})
    line = plain("No {subscription}*", plainTextSize="M", plainTextColor="MUTED")
    assert customer("name @row").render(data, CONTEXT) == Hidden(120)
    assert customer("name @row", EMPTY).render(data, CONTEXT) == Shown([line], 120)


def test_for_a_customer_nobody_knows_it_holds_a_minute() -> None:
    data = Result({"customer": None}, known=False)
    assert customer("name @row").render(data, CONTEXT) == Hidden(60)
    assert customer("name @row", EMPTY).render(data, CONTEXT) == Hidden(60)


def test_what_sources_say_of_a_stranger_holds_a_minute() -> None:
    asked = Result({"customer": {"name": None}}, known=False)
    line = plain("No {subscription}*", plainTextSize="M", plainTextColor="MUTED")
    assert customer("name @row", EMPTY).render(asked, CONTEXT) == Shown([line], 60)


def test_without_a_ttl_plains_own_setting_rules() -> None:
    card = customer("name @text", 'title: "T"')
    assert shown(card, {"name": "Al"}).ttl is None
    assert card.render(Result({"customer": None}), CONTEXT) == Hidden(None)


def test_neither_empty_nor_default_is_said_of_what_failed() -> None:
    card = customer(
        'name @row @default(text: "D") account @default(text: "D") { name @text }'
        ' tickets(first: 1) @each(empty: "E") { subject @text } tags @each(empty: "E")',
        EMPTY,
    )
    failed = {"name": FAILED, "tickets": FAILED, "account": FAILED, "tags": FAILED}
    within = {**failed, "tickets": [FAILED], "tags": [FAILED, None]}
    for data in (failed, within):
        assert card.render(Result({"customer": data}), CONTEXT) == Unavailable(FAILED.error)
    half = shown(card, {**within, "account": {"name": "Acme"}})
    assert half.components == [plain("Acme")]
    assert half.failures == (FAILED.error,)


def test_all_that_failed_of_a_whole_card_is_told_the_most_telling_first() -> None:
    refused = Failed(SourceRefused("crm", "m"))
    card = customer("name @text email @text")
    failed = card.render(Result({"customer": {"name": refused, "email": FAILED}}), CONTEXT)
    assert failed == Unavailable(FAILED.error, (refused.error,))
    assert isinstance(failed, Unavailable)
    assert failed.failures == (FAILED.error, refused.error)


def test_each_cause_is_told_once() -> None:
    other = Failed(SourceTimeout("crm", "CRM did not answer"))
    again = Failed(SourceTimeout("billing", "Billing did not answer in time"))
    card = customer("id @text name @text email @text score @text")
    outcome = shown(card, {"id": "c", "name": FAILED, "email": again, "score": other})
    assert outcome.failures == (FAILED.error, other.error)


def test_what_failed_but_is_not_shown_does_not_count() -> None:
    card = customer("name @text email account { name }")
    assert shown(card, {"name": "Al", "email": FAILED, "account": FAILED}).failures == ()


def test_a_customer_that_was_not_found_is_no_failure() -> None:
    nobody = Failed(CustomerNotFound("nobody of that name"))
    card = customer("name @text")
    assert card.render(Result({"customer": nobody}, known=False), CONTEXT) == Hidden(60)


def test_that_a_source_could_not_be_asked_is_never_told_as_nothing() -> None:
    card = customer("name @text", 'title: "T", empty: "Nothing"')
    unasked = Failed(NoSourceId("billing", "nobody knows it"))
    for known in (True, False):
        result = Result({"customer": {"name": unasked}}, known=known)
        assert card.render(result, CONTEXT) == Unavailable(unasked.error)


@pytest.mark.parametrize(
    ("matched_by", "expected"),
    [("email", False), (None, False), ("external_id", True), ("plain_id", True)],
)
def test_trust_hides_the_card_of_a_customer_matched_by_email_alone(
    matched_by: str | None, expected: bool
) -> None:
    card = customer("name @text", 'title: "T", trust: EXTERNAL_ID')
    outcome = card.render(Result({"customer": {"name": "Al"}}, matched_by=matched_by), CONTEXT)
    assert isinstance(outcome, Shown if expected else Hidden)
    assert card.trust == "EXTERNAL_ID"


def test_trust_never_hides_a_failure() -> None:
    card = customer("name @text", 'title: "T", trust: EXTERNAL_ID')
    assert card.render(Result({"customer": FAILED}), CONTEXT) == Unavailable(FAILED.error)


RATED = SourceRateLimited("a", "m", 3.0)
TIMEOUT = SourceTimeout("a", "m")
DOWN = SourceUnavailable("a", "m")
REFUSED = SourceRefused("a", "m")


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        ([TIMEOUT, DOWN, RATED], RATED),
        ([REFUSED, TIMEOUT], TIMEOUT),
        ([SourceMalformed("a", "m"), REFUSED], REFUSED),
        ([DeadlineExceeded("m"), DOWN], DOWN),
    ],
)
def test_the_most_telling_failure_is_the_one_that_passes_soonest(
    failures: list[AggregatorError], expected: AggregatorError
) -> None:
    assert most_telling(failures) is expected


def test_the_directorys_failure_stands_behind_the_others() -> None:
    directory = DirectoryUnavailable("m")
    assert most_telling([TIMEOUT, InternalError("m"), directory]) is directory


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"locale": "de_DE"}, "22.11.2026, 23:30"),
        ({"time_zone": "Asia/Tokyo"}, "Nov 23, 2026, 8:30\xa0AM"),
    ],
)
def test_locale_and_time_zone_are_the_workspaces(changed: dict[str, Any], words: str) -> None:
    card = customer("contact { lastSeenAt @date(style: DATETIME) }")
    data = {"contact": {"lastSeenAt": "2026-11-22T23:30:00+00:00"}}
    outcome = card.render(Result({"customer": data}), replace(CONTEXT, **changed))
    assert isinstance(outcome, Shown)
    assert outcome.components == [plain(words)]
