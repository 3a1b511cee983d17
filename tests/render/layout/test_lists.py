"""Lists: kept by @where, then cut by @each(max:), then counted."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.card import Failed, Hidden, Result, Shown, Unavailable
from aggregator.domain.errors import SourceTimeout
from tests.support.rendering import (
    CONTEXT,
    FAILED,
    badge,
    components,
    customer,
    label,
    link,
    plain,
    row,
    shown,
)

TICKETS = "tickets(first: 5) %s { subject @text priority status }"


def tickets(*priorities: str | None) -> dict[str, Any]:
    items = [
        {"subject": f"T{number}", "priority": priority, "status": "OPEN"}
        for number, priority in enumerate(priorities, 1)
    ]
    return {"tickets": items}


# -- which items are kept


def test_the_urgent_ticket_as_fourth_of_five_is_shown() -> None:
    data = tickets("LOW", "NORMAL", "LOW", "URGENT", "LOW")
    where = '@where(field: "priority", is: [URGENT]) @each(max: 3)'
    assert components(TICKETS % where, data) == [plain("T4")]
    hidden = '@each(max: 3) { subject @when(field: "priority", is: [URGENT]) @text priority }'
    assert components(f"tickets(first: 5) {hidden}", data) == [plain("T4")]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ('@where(field: "priority", is: [URGENT, LOW])', [1, 3]),
        ('@where(field: "priority", not: [URGENT])', [2, 3, 4]),
        ('@where(field: "priority", is: ["*"], not: [LOW])', [1, 2]),
        ('@where(field: "priority")', [1, 2, 3]),
        ('@where(field: "priority", not: [LOW]) @where(field: "subject", not: ["T1"])', [2, 4]),
        ('@where(field: "status", is: [CLOSED])', []),
    ],
)
def test_an_item_is_kept_when_its_value_matches(where: str, kept: Sequence[int]) -> None:
    card = f"id @text {TICKETS % where}"
    data = {"id": "c", **tickets("URGENT", "NORMAL", "LOW", None)}
    assert components(card, data)[1:] == [plain(f"T{number}") for number in kept]


def test_what_is_compared_may_lie_deeper_in_the_item() -> None:
    where = '@where(field: "account.name", is: ["A"]) @each(max: 2)'
    members = [
        {"name": "1", "account": {"name": "B"}},
        {"name": "2", "account": None},
        {"name": "3", "account": {"name": "A"}},
    ]
    card = f"team {where} {{ name @text account {{ name }} }}"
    assert components(card, {"team": members}) == [plain("3")]


def test_a_list_of_values_is_kept_by_the_value_itself() -> None:
    data = {"tags": ["a", "beta", "b", None, " "], "past": ["ACTIVE", "CANCELED", "ACTIVE"]}
    assert components('tags @where(not: ["beta"]) @text', data) == [plain("a, b")]
    assert components("past @where(is: [ACTIVE]) @each(max: 1)", data) == [
        badge("Active", "GREY"),
        label("and 1 more"),
    ]
    only = 'tags @where(is: ["x"]) @each(heading: "Tags", empty: "None of these") @text'
    assert components(only, data) == [label("Tags"), label("None of these")]


# -- how many there are


def test_more_counts_what_is_kept_and_would_be_shown() -> None:
    data = tickets("LOW", "URGENT", "URGENT", "LOW", "URGENT")
    data["tickets"] += [{"subject": None, "priority": "URGENT"}, None]
    where = '@where(field: "priority", is: [URGENT]) @each(max: 1%s)'
    assert components(TICKETS % (where % ""), data) == [plain("T2"), label("and 2 more")]
    more = ', more: "{count} more of {id}, {{urgent}}"'
    assert components(f"id {TICKETS % (where % more)}", {"id": "c", **data}) == [
        plain("T2"),
        label("2 more of c, {urgent}"),
    ]


def test_more_claims_no_number_where_an_item_failed() -> None:
    data = tickets("URGENT", "URGENT", "URGENT")
    data["tickets"].append(Failed(SourceTimeout("helpdesk", "m")))
    for more, said in {
        "": "and at least 2 more",
        ', more: "{count} further"': "and at least 2 more",
        ', more: "See the helpdesk"': "See the helpdesk",
    }.items():
        card = TICKETS % f'@each(max: 1, heading: "{{count}} tickets"{more})'
        assert components(card, data) == [plain("T1"), label(said)]
    assert components(TICKETS % '@each(max: 1, more: "")', data) == [plain("T1")]


def test_a_heading_says_how_many_there_are() -> None:
    each = '@where(field: "priority", is: [URGENT]) @each(max: 1, heading: "{count} urgent", %s)'
    card = TICKETS % (each % 'more: "", empty: "None"')
    assert components(card, tickets("URGENT", "LOW", "URGENT")) == [label("2 urgent"), plain("T1")]
    assert components(card, tickets("LOW")) == [label("0 urgent"), label("None")]
    tags = 'tags @each(heading: "{count|number} tags") @row(label: "Tags")'
    assert components(tags, {"tags": ["a", "b", ""]}) == [
        label("2 tags"),
        row([label("Tags")], [plain("a, b")]),
    ]


def test_the_heading_of_a_null_list_knows_no_count() -> None:
    card = 'tickets(first: 5) @each(heading: "{count}") @default(text: "-") { subject @text }'
    assert components(card, {"tickets": None}) == [plain("-")]


def test_a_list_in_a_list_has_its_own_count() -> None:
    card = """
      invoices(first: 2) @each(heading: "{count} invoices") {
        number @text
        lines @each(max: 1, heading: "{count} lines") { description @text }
      }
    """
    lines = [{"description": each} for each in "abc"]
    data = {"invoices": [{"number": "1", "lines": lines}, {"number": "2", "lines": []}]}
    assert components(card, data) == [
        label("2 invoices"),
        plain("1"),
        label("3 lines"),
        plain("a"),
        label("and 2 more"),
        plain("2"),
    ]


# -- when there is nothing, and when nobody knows


def test_empty_is_said_when_nothing_is_kept_or_nothing_of_it_is_shown() -> None:
    where = '@where(field: "priority", is: [URGENT]) @each(empty: "None")'
    assert components(TICKETS % where, tickets("LOW", "LOW")) == [label("None")]
    each = TICKETS % '@each(empty: "None")'
    assert components(each, {"tickets": [{"subject": None}, {"subject": " "}]}) == [label("None")]
    assert customer(each).render(Result({"customer": {"tickets": None}}), CONTEXT) == Hidden(120)


@pytest.mark.parametrize(
    "item",
    [
        FAILED,
        {"subject": FAILED, "priority": "URGENT"},
        {"subject": "T", "priority": FAILED},
        {"subject": FAILED, "priority": FAILED},
    ],
)
def test_empty_is_never_said_when_an_item_failed(item: Any) -> None:
    where = '@where(field: "priority", is: [URGENT]) @each(max: 1, heading: "h", empty: "None")'
    data = {"tickets": [{"subject": "T", "priority": "LOW"}, item]}
    outcome = customer(TICKETS % where).render(Result({"customer": data}), CONTEXT)
    assert outcome == Unavailable(FAILED.error)


def test_a_list_of_values_of_which_one_failed_is_not_empty() -> None:
    card = customer('tags @where(is: ["x"]) @each(empty: "None")')
    outcome = card.render(Result({"customer": {"tags": ["a", FAILED]}}), CONTEXT)
    assert outcome == Unavailable(FAILED.error)


def test_a_count_that_a_failure_makes_unsure_is_not_said() -> None:
    each = '@where(field: "priority", is: [URGENT]) @each(heading: "{count} urgent")'
    data = tickets("URGENT", "URGENT")
    data["tickets"][1]["priority"] = FAILED
    outcome = shown(customer(TICKETS % each), data)
    assert outcome.components == [plain("T1")]
    assert outcome.failures == (FAILED.error,)


def test_a_failure_in_what_is_not_shown_matters_only_when_it_changes_the_count() -> None:
    card = "tickets(first: 5) @each(max: 1) { subject @text priority @text }"
    data = tickets("LOW", "LOW")
    data["tickets"][1]["priority"] = FAILED
    assert shown(customer(card), data).failures == ()
    data["tickets"][1]["subject"] = None
    outcome = shown(customer(card), data)
    assert outcome.components == [plain("T1"), plain("Low")]
    assert outcome.failures == (FAILED.error,)


# -- paths that lead outwards


def test_a_link_in_an_item_reads_a_field_of_what_is_around_the_list() -> None:
    card = """
      id
      account { id }
      invoices(first: 2) {
        number @link(label: "{number} of {account.id}", url: "https://x.co/{id}/{number}")
        lines @each(max: 1) { description @text(text: "{description} on {number} of {id}") }
      }
    """
    data = {
        "id": "c",
        "account": {"id": "a"},
        "invoices": [{"number": "1", "lines": [{"description": "d"}]}, {"number": "2"}],
    }
    assert components(card, data) == [
        link("1 of a", "https://x.co/c/1"),
        plain("d on 1 of c"),
        link("2 of a", "https://x.co/c/2"),
    ]


def test_the_nearest_braces_come_first_and_a_null_there_is_a_null() -> None:
    card = 'name account { name domain @text(text: "{name}") } email @text'
    data = {"name": "Al", "email": "e", "account": {"name": "Acme", "domain": "d"}}
    assert components(card, data) == [plain("Acme"), plain("e")]
    data["account"]["name"] = None  # type: ignore[index]  # it is the object above
    assert components(card, data) == [plain("e")]


def test_a_condition_and_a_count_look_outwards_too() -> None:
    card = """
      vip name
      tickets(first: 3) @each(max: 1, more: "{count} more of {name}") {
        subject @when(field: "vip") @text
      }
    """
    data = {"vip": True, "name": "Al", **tickets("LOW", "LOW")}
    assert components(card, data) == [plain("T1"), label("1 more of Al")]
    hidden = customer(card).render(Result({"customer": {**data, "vip": False}}), CONTEXT)
    assert hidden == Hidden(120)


def test_a_failure_that_is_read_from_around_is_told() -> None:
    card = customer('id @text name account { domain @text(text: "{name}") }')
    outcome = shown(card, {"id": "c", "name": FAILED, "account": {"domain": "d"}})
    assert outcome.components == [plain("c")]
    assert outcome.failures == (FAILED.error,)


# -- any list, any bound, any filter

PRIORITIES = st.sampled_from(["URGENT", "LOW", "NORMAL", None, FAILED])
SUBJECTS = st.sampled_from(["text", "", " ", None, FAILED])
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"priority": PRIORITIES, "subject": SUBJECTS, "status": st.sampled_from(["OPEN", "CLOSED"])}
    )
    | st.sampled_from([None, FAILED]),
    max_size=12,
)
FILTERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    '@where(field: "priority", is: [URGENT])': lambda item: item["priority"] == "URGENT",
    '@where(field: "priority", not: [LOW])': lambda item: item["priority"] != "LOW",
    '@where(field: "priority")': lambda item: item["priority"] is not None,
    '@where(field: "status", is: [OPEN])': lambda item: item["status"] == "OPEN",
}
HIDING = '@when(field: "status", not: [CLOSED])'


def state(item: Any, filters: Sequence[str], *, hides: bool) -> bool | None:
    """Whether an item counts; None when a failure keeps anybody from knowing."""
    if item is None:
        return False
    if item is FAILED:
        return None
    for where in filters:
        if item["priority"] is FAILED and "priority" in where:
            return None
        if not FILTERS[where](item):
            return False
    if hides and item["status"] == "CLOSED":
        return False
    return None if item["subject"] is FAILED else bool(item["subject"] and item["subject"].strip())


@given(
    items=ITEMS,
    filters=st.lists(st.sampled_from(sorted(FILTERS)), max_size=3),
    maximum=st.none() | st.integers(1, 5),
    hides=st.booleans(),
)
def test_shown_and_counted_are_what_matches(
    items: list[Any], filters: list[str], maximum: int | None, hides: bool
) -> None:
    for number, item in enumerate(items):
        if isinstance(item, dict) and item["subject"] == "text":
            item["subject"] = f"T{number}"
    bound = "" if maximum is None else f"max: {maximum}, "
    each = f'@each({bound}heading: "{{count}} in all", empty: "none at all")'
    card = customer(
        f"tickets(first: 12) {' '.join(filters)} {each} "
        f"{{ subject {HIDING if hides else ''} @text priority status }}"
    )
    states = [state(item, filters, hides=hides) for item in items]
    matching = [item["subject"] for item, holds in zip(items, states, strict=True) if holds]
    unsure = None in states
    outcome = card.render(Result({"customer": {"tickets": items}}), CONTEXT)

    found = outcome.components if isinstance(outcome, Shown) else []
    subjects = [
        each["componentPlainText"]["plainText"] for each in found if "componentPlainText" in each
    ]
    said = [each["componentText"]["text"] for each in found if "componentText" in each]
    more = [int(it[1]) for text in said if (it := re.fullmatch(r"and (\d+) more", text))]
    assert subjects == matching[:maximum]
    assert len(subjects) + sum(more) == len(matching)
    assert (f"{len(matching)} in all" in said) is not unsure
    assert ("none at all" in said) is (not matching and not unsure)
