"""Why a part of a card is not there, by the card's own conditions."""

from pathlib import Path
from typing import Any

from graphql import Source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.authoring.absent import absences
from aggregator.domain.card import Failed, Result
from aggregator.domain.errors import CustomerNotFound, SourceTimeout
from aggregator.language.outline import Outline, outline
from aggregator.language.source import SharedFragments, as_card, parse_text
from tests.render.test_any_data import CARD
from tests.support.card_data import data_of
from tests.support.rendering import CONTEXT, schema


def tree(text: str) -> Outline:
    path = Path("cards/billing/example.graphql")
    return outline(as_card(parse_text(path, Source(text)), "billing", SharedFragments()), schema())


def why(fields: str, data: Any, *, known: bool = True) -> dict[str, str]:
    card = tree(f'query Example @card(title: "T") {{ customer {{ {fields} }} }}')
    result = Result({"customer": data}, known=known)
    return {each.path: each.why for each in absences(card, result, CONTEXT)}


def test_what_is_shown_is_not_absent_and_what_is_only_fetched_neither() -> None:
    assert why("name @row email", {"name": "Alex", "email": None}) == {}


def test_nulls_and_empty_values_say_so() -> None:
    fields = 'name @row email @row tags @row id @row @default(text: "-")'
    assert why(fields, {"name": None, "email": " ", "tags": [], "id": None}) == {
        "customer.name": "null",
        "customer.email": "empty text",
        "customer.tags": "empty list",
        "customer.id": "null; its @default stands for it",
    }


def test_an_empty_list_says_when_its_text_stands_for_it_and_not_when_nobody_is_known() -> None:
    fields = 'invoices(first: 2) @each(empty: "None") { number @row }'
    data: dict[str, Any] = {"invoices": []}
    assert why(fields, data) == {"customer.invoices": "empty list; its @each(empty:) stands for it"}
    assert why(fields, data, known=False) == {"customer.invoices": "empty list"}


def test_a_condition_that_does_not_hold_is_quoted() -> None:
    fields = 'subscription { status renewsAt @when(field: "status", is: [ACTIVE]) @row }'
    data = {"subscription": {"status": "CANCELED", "renewsAt": "2026-01-01T00:00:00Z"}}
    assert why(fields, data) == {
        "customer.subscription.renewsAt": '@when(field: "status", is: [ACTIVE]) does not hold'
    }


def test_an_item_that_is_not_kept_quotes_its_where() -> None:
    fields = """tickets(first: 3) @where(field: "priority", is: [URGENT]) {
      subject @text priority }  tags @where(is: ["x"]) @text"""
    items = [{"subject": "a", "priority": "LOW"}, {"subject": None, "priority": "URGENT"}]
    assert why(fields, {"tickets": items, "tags": ["y"]}) == {
        "customer.tickets[0]": '@where(field: "priority", is: [URGENT]) does not hold',
        "customer.tickets[1].subject": "null",
        "customer.tags": "no value of it matches its @where, or there is nothing to write",
    }


def test_a_value_from_around_is_read_as_in_the_drawing() -> None:
    fields = 'email account { name @when(field: "email") @text }'
    assert why(fields, {"email": "e", "account": {"name": "n"}}) == {}
    assert why(fields, {"email": None, "account": {"name": "n"}}) == {
        "customer.account.name": '@when(field: "email") does not hold'
    }


def test_a_failure_names_its_source_and_code() -> None:
    failed = Failed(SourceTimeout("billing", "late"))
    assert why("subscription { status @text }", {"subscription": failed}) == {
        "customer.subscription": "billing failed: SOURCE_TIMEOUT"
    }
    nobody = Failed(CustomerNotFound("x"))
    assert why("name @row", {"name": nobody}) == {"customer.name": "it failed: CUSTOMER_NOT_FOUND"}


def test_items_of_a_list_are_told_by_their_number() -> None:
    fields = "invoices(first: 2) @each { number @row total @row }"
    items = [{"number": "1", "total": "1.00 USD"}, {"number": None, "total": "2.00 USD"}, None]
    assert why(fields, {"invoices": items}) == {
        "customer.invoices[1].number": "null",
        "customer.invoices[2]": "null",
    }


def test_a_template_with_a_null_and_another_type_are_told() -> None:
    fields = 'name id @text(text: "{name}") helper { ... on Robot { model @row } }'
    data = {"name": None, "id": "1", "helper": {"__typename": "Person"}}
    assert why(fields, data) == {
        "customer.id": "there is nothing to write, or its template holds a null",
        "customer.helper": "it is no Robot",
    }


def test_the_line_is_that_of_the_field() -> None:
    card = tree('query E @card(title: "T") {\n  customer {\n    name\n      @row\n  }\n}')
    (absent,) = absences(card, Result({"customer": {"name": None}}), CONTEXT)
    assert (absent.path, absent.line) == ("customer.name", 3)


EVERYTHING = tree(CARD)


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data_of(EVERYTHING), st.booleans())
def test_any_data_at_all_is_explained(data: dict[str, Any], known: bool) -> None:
    for absent in absences(EVERYTHING, Result(data, known=known), CONTEXT):
        assert absent.path
        assert absent.why
