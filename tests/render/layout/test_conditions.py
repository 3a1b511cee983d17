"""@when: shown or not, and what a failed condition means."""

from typing import Any

import pytest

from aggregator.domain.card import Hidden, Result, Unavailable
from tests.support.rendering import CONTEXT, FAILED, components, customer, plain, shown


def is_shown(condition: str, data: dict[str, Any]) -> bool:
    card = customer(f"{condition} id status: externalId vip score past account {{ name }}")
    outcome = card.render(Result({"customer": {"name": "Al", **data}}), CONTEXT)
    assert outcome == Hidden(120) or getattr(outcome, "components", None) == [plain("Al")]
    return outcome != Hidden(120)


@pytest.mark.parametrize(
    ("condition", "data", "expected"),
    [
        ("name @when @text", {}, True),
        ('name @when(is: ["Al"]) @text', {}, True),
        ('name @when(not: ["Al"]) @text', {}, False),
        ('name @when(field: "id") @text', {"id": "c"}, True),
        ('name @when(field: "id") @text', {"id": None}, False),
        ('name @when(field: "id") @text', {"id": " "}, False),
        ('name @when(field: "vip") @text', {"vip": False}, False),
        ('name @when(field: "vip") @text', {"vip": True}, True),
        ('name @when(field: "vip", is: [false]) @text', {"vip": False}, True),
        ('name @when(field: "score", is: ["> 1", "= 0"]) @text', {"score": 0}, True),
        ('name @when(field: "score", is: ["> 1", "= 0"]) @text', {"score": 1}, False),
        ('name @when(field: "past", is: [ACTIVE]) @text', {"past": ["CANCELED", "ACTIVE"]}, True),
        ('name @when(field: "past", not: [ACTIVE]) @text', {"past": ["CANCELED", "ACTIVE"]}, False),
        ('name @when(field: "past") @text', {"past": []}, False),
        ('name @when(field: "id", is: ["*"]) @text', {"id": None}, False),
        ('name @when(field: "id", not: ["*"]) @text', {"id": None}, True),
        ('name @when(field: "id", not: ["x"]) @text', {"id": None}, True),
        ('name @when(field: "account") @text', {"account": {"name": None}}, True),
        ('name @when(field: "account.name") @text', {"account": {"name": None}}, False),
        ('name @when(field: "account.name") @text', {"account": None}, False),
        ('name @when(field: "id", is: ["a", "b"], not: ["b"]) @text', {"id": "b"}, False),
    ],
)
def test_a_condition_looks_at_a_value(condition: str, data: dict[str, Any], expected: bool) -> None:
    assert is_shown(condition, data) is expected


def test_several_conditions_must_all_hold() -> None:
    condition = 'name @when(field: "vip") @when(field: "score", is: ["> 1"]) @text'
    assert is_shown(condition, {"vip": True, "score": 2})
    assert not is_shown(condition, {"vip": True, "score": 1})
    assert not is_shown(condition, {"vip": False, "score": 2})


def test_a_condition_governs_objects_groups_and_lists_with_all_that_stands_on_them() -> None:
    card = """
      vip
      ... @when(field: "vip") @note(text: "n") { name @text }
      account @when(field: "vip") @section(title: "s") { name @text }
      tickets(first: 1) @when(field: "vip") @each(heading: "h", empty: "e") { subject @text }
      id @text
    """
    data = {"name": "a", "account": {"name": "b"}, "tickets": [], "id": "c"}
    assert components(card, {**data, "vip": False}) == [plain("c")]
    assert len(components(card, {**data, "vip": True})) == 7


@pytest.mark.parametrize("words", ["is", "not"])
def test_a_failed_condition_is_a_failure_neither_true_nor_false(words: str) -> None:
    card = customer(f'id @text name @when(field: "score", {words}: ["> 1"]) @text score')
    outcome = shown(card, {"id": "c", "name": "Al", "score": FAILED})
    assert outcome.components == [plain("c")]
    assert outcome.failures == (FAILED.error,)
    alone = card.render(Result({"customer": {"name": "Al", "score": FAILED}}), CONTEXT)
    assert alone == Unavailable(FAILED.error)
