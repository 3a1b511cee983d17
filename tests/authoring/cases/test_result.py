"""A case's data against the card's own operation."""

from datetime import UTC, datetime
from typing import Any

import pytest

from aggregator.authoring.cases.result import (
    completed,
    failing,
    invented,
    inventing,
    read_context,
    read_result,
    refill,
    spell,
    without,
)
from aggregator.authoring.cases.spelling import CaseError
from aggregator.domain.card import Failed
from aggregator.domain.errors import SourceTimeout
from aggregator.render.card import CompiledCard
from tests.support.rendering import CONTEXT, customer, schema

FIELDS = """
  email @row
  subscription { status @row @badge(grey: ["*"]) plan { name @row } }
  invoices(first: 2) @each { amount: total @row @money number @row }
"""
DATA: dict[str, Any] = {
    "email": "a@b.example",
    "subscription": {"status": "ACTIVE", "plan": {"name": "Growth"}},
    "invoices": [{"amount": "1.00 USD", "number": "1"}],
}


@pytest.fixture(scope="module")
def card() -> CompiledCard:
    return customer(FIELDS)


def body(data: Any = DATA, **more: Any) -> dict[str, Any]:
    return {"data": {"customer": data}, **more}


def test_the_data_is_the_result_by_response_keys(card: CompiledCard) -> None:
    result = read_result(body(), card, schema())
    assert result.data == {"customer": DATA}
    assert (result.known, result.matched_by) == (True, "external_id")


def test_what_the_card_does_not_select_is_left_out(card: CompiledCard) -> None:
    extra = {**DATA, "phone": "+1"}
    assert read_result(body(extra), card, schema()).data == {"customer": DATA}


def test_a_field_that_is_missing_is_told_instead_of_taken_for_null(card: CompiledCard) -> None:
    lacking = {**DATA, "invoices": [{"number": "1"}]}
    with pytest.raises(CaseError) as raised:
        read_result(body(lacking), card, schema())
    assert str(raised.value) == (
        "The data lacks customer.invoices[0].amount, which the card selects. "
        f"Fix: aggregator test {card.key} --update adds what is missing; or write it"
    )


def test_all_that_is_missing_is_told_at_once(card: CompiledCard) -> None:
    lacking = {"subscription": {"status": "ACTIVE"}, "invoices": [{"number": "1"}, {"number": "2"}]}
    with pytest.raises(CaseError) as raised:
        read_result(body(lacking), card, schema())
    assert (
        "lacks customer.email, customer.subscription.plan, customer.invoices[0].amount, which"
    ) in str(raised.value)


def test_a_case_is_completed_with_null_and_holds_nothing_else(card: CompiledCard) -> None:
    old = {"phone": "+1", "subscription": {"status": "ACTIVE"}, "invoices": [{"amount": None}]}
    now = completed(body(old), card, schema())
    assert now.data == {
        "customer": {
            "email": None,
            "subscription": {"status": "ACTIVE", "plan": None},
            "invoices": [{"amount": None, "number": "Some number"}],
        }
    }
    assert [spell(path) for path in now.lacking] == [
        "customer.email",
        "customer.subscription.plan",
        "customer.invoices[0].number",
    ]
    assert completed({"data": now.data}, card, schema()).lacking == []


def test_what_failed_stays_as_it_is(card: CompiledCard) -> None:
    errors = [{"path": ["customer", "invoices", 0, "number"], "source": "billing"}]
    data = {**DATA, "invoices": [{"amount": "1.00 USD", "number": None}]}
    assert completed(body(data, errors=errors), card, schema()).data == {"customer": data}


def test_a_value_of_another_type_is_told_with_its_place(card: CompiledCard) -> None:
    wrong = {**DATA, "subscription": {"status": "ACTIV", "plan": None}}
    with pytest.raises(CaseError, match=r"customer\.subscription\.status: .*ACTIV"):
        read_result(body(wrong), card, schema())
    with pytest.raises(CaseError, match=r"customer\.invoices: Expected Iterable"):
        read_result(body({**DATA, "invoices": 7}), card, schema())


def test_an_error_fails_the_field_at_its_path(card: CompiledCard) -> None:
    errors = [{"path": ["customer", "subscription"], "code": "SOURCE_TIMEOUT", "source": "crm"}]
    read = read_result(body({**DATA, "subscription": None}, errors=errors), card, schema())
    found = read.data["customer"]["subscription"]
    assert isinstance(found, Failed)
    assert isinstance(found.error, SourceTimeout)
    assert read.data["customer"]["email"] == "a@b.example"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"data": 1}, '"data" must be an object'),
        ({**body(), "mathedBy": "email"}, 'Did you mean "matchedBy"?'),
        (body(errors=[{"code": "INTERNAL"}]), "needs the path to a field"),
        (body(errors=[{"path": ["customer", "nope"], "code": "INTERNAL"}]), "does not reach"),
        (body(errors=[{"path": ["customer"], "code": "X"}]), "is no error's code"),
    ],
)
def test_a_case_that_is_written_wrongly_says_the_fix(
    card: CompiledCard, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(CaseError) as raised:
        read_result(wrong, card, schema())
    assert words in str(raised.value)


def test_fields_can_be_failed_nulled_and_made_up(card: CompiledCard) -> None:
    healthy = read_result(body(), card, schema())
    error = SourceTimeout("billing", "late")
    fields = {"Customer.subscription", "Customer.invoices"}
    down = refill(healthy, card, schema(), failing(fields, error)).data["customer"]
    assert down == {
        "email": "a@b.example",
        "subscription": Failed(error),
        "invoices": Failed(error),
    }
    null = refill(healthy, card, schema(), without(fields)).data["customer"]
    assert (null["subscription"], null["invoices"]) == (None, None)
    made = refill(healthy, card, schema(), inventing({"Customer.subscription"})).data["customer"]
    assert made["subscription"] == {"status": "TRIALING", "plan": {"name": "Some name"}}
    assert made["invoices"] == DATA["invoices"]


def test_an_invented_result_has_every_field_and_two_items_a_list(card: CompiledCard) -> None:
    made = invented(card, schema()).data["customer"]
    assert made["email"] == "Some email"
    assert [item["amount"] for item in made["invoices"]] == ["129.00 USD", "129.00 USD"]


def test_a_type_that_only_the_data_decides_is_invented_too() -> None:
    card = customer("people @each(max: 3) { name @text ... on Person { age @row } }")
    made = invented(card, schema()).data["customer"]["people"]
    assert [item["__typename"] for item in made] == ["Person", "Person"]
    assert made[0]["age"] == 7


def test_a_case_says_for_whom_it_is_drawn_else_as_usual() -> None:
    assert read_context({}, CONTEXT) == CONTEXT
    own = {"locale": "de_DE", "timeZone": "Europe/Berlin", "now": "2026-01-01T00:00:00Z"}
    read = read_context(own, CONTEXT)
    assert (read.locale, read.time_zone, read.currency) == ("de_DE", "Europe/Berlin", "USD")
    assert read.now == datetime(2026, 1, 1, tzinfo=UTC)
    for wrong in ({"locale": "xx_YY"}, {"timeZone": "Mars/X"}, {"now": "soon"}, {"currency": 1}):
        with pytest.raises(CaseError):
            read_context(wrong, CONTEXT)


def test_a_path_is_written_as_people_do() -> None:
    assert spell(("customer", "invoices", 0, "total")) == "customer.invoices[0].total"


def test_what_is_missing_is_taken_from_data_of_another_moment(card: CompiledCard) -> None:
    old = {**DATA, "invoices": [{"number": "1"}, {"number": "2"}], "subscription": {}}
    del old["email"]
    anew = {
        "customer": {
            "email": "c@d.example",
            "subscription": {"status": "CANCELED", "plan": Failed(SourceTimeout("billing", "no"))},
            "invoices": [{"amount": "9.00 USD", "number": "9"}],
        }
    }
    now = completed(body(old), card, schema(), anew)
    assert now.data["customer"] == {
        "email": "c@d.example",
        "subscription": {"status": "CANCELED", "plan": None},
        "invoices": [{"amount": "9.00 USD", "number": "1"}, {"amount": "9.00 USD", "number": "2"}],
    }


def test_an_item_of_a_list_may_be_what_failed() -> None:
    card = customer("gaps @each(max: 3) { subject @row }")
    path = ["customer", "gaps", 0]
    errors = [{"path": path, "code": "SOURCE_ITEM_UNREADABLE", "source": "helpdesk"}]
    data = {"gaps": [None, {"subject": "Hello"}]}
    read = read_result(body(data, errors=errors), card, schema())
    for result in (read, refill(read, card, schema())):
        failed, other = result.data["customer"]["gaps"]
        assert isinstance(failed, Failed)
        assert other == {"subject": "Hello"}
