"""How a value looks: by its component directive, or else by its type."""

from typing import Any

import pytest

from aggregator.render.card import Defaults
from tests.support.rendering import (
    badge,
    components,
    copy_button,
    label,
    link,
    plain,
    row,
)

AT = "2026-11-22T10:01:00+00:00"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("name", "Alex", [plain("Alex")]),
        ("vip", True, [plain("Yes")]),
        ("vip", False, [plain("No")]),
        ("score", 1234.5, [plain("1,234.5")]),
        ("id", "c_1", [plain("c_1"), copy_button("c_1", "Copy ID")]),
        ("email", "a@b.co", [plain("a@b.co")]),
        ("bio", "**bold**", [plain("**bold**")]),
        ("tags", ["SSO", None, " ", "SAML"], [plain("SSO, SAML")]),
        ("past", ["PAST_DUE", "ACTIVE"], [badge("Past due", "GREY"), badge("Active", "GREY")]),
        ("links", ["https://a.co"], [link("Links", "https://a.co")]),
    ],
)
def test_without_a_directive_the_type_decides(field: str, value: Any, expected: list[Any]) -> None:
    assert components(f'{field} @row(label: "L")', {field: value}) == [row([label("L")], expected)]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("status", "PAST_DUE", badge("Past due", "GREY")),
        ("renewsAt", AT, plain("Nov 22, 2026")),
        ("price", "129.00 USD", plain("$129.00")),
        ("url", "https://x.co/a", link("URL", "https://x.co/a")),
    ],
)
def test_without_a_directive_the_type_decides_below_too(
    field: str, value: Any, expected: Any
) -> None:
    card = f"subscription {{ {field} @section }}"
    assert components(card, {"subscription": {field: value}}) == [expected]


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("", "Nov 22, 2026"),
        ("(style: DATE)", "Nov 22, 2026"),
        ("(style: DATETIME)", "Nov 22, 2026, 10:01\xa0AM"),
        ("(style: RELATIVE)", "2 hours ago"),
    ],
)
def test_dates_have_three_styles(style: str, words: str) -> None:
    card = f"subscription {{ renewsAt @date{style} }}"
    assert components(card, {"subscription": {"renewsAt": AT}}) == [plain(words)]


def test_numbers_and_ratios_are_formatted() -> None:
    assert components(
        """score @number(digits: 2) @badge
           usage { apiRatio @percent  storageRatio @percent(digits: 1) }""",
        {"score": 1234, "usage": {"apiRatio": 0.42, "storageRatio": 0.4236}},
    ) == [badge("1,234.00", "GREY"), plain("42%"), plain("42.4%")]


@pytest.mark.parametrize("value", ["tomorrow", "9999-12-32", "\ud800", "x" * 99])
def test_what_a_format_cannot_write_is_shown_as_it_came(value: str) -> None:
    (found,) = components("subscription { renewsAt @date }", {"subscription": {"renewsAt": value}})
    assert found["componentPlainText"]["plainText"] == value.replace("\ud800", "�")


def test_text_has_size_and_colour_and_may_say_something_else() -> None:
    assert components(
        'name @text(size: L, color: WARNING, text: "{name} <{email}>") email',
        {"name": "Alex", "email": "a@b.co"},
    ) == [plain("Alex <a@b.co>", plainTextSize="L", plainTextColor="WARNING")]


def test_text_colours_by_match_before_the_fixed_colour() -> None:
    card = 'score @text(error: ["< 10"], warning: ["< 50"], color: MUTED)'
    colours = [
        components(card, {"score": score})[0]["componentPlainText"]["plainTextColor"]
        for score in (5, 20, 80)
    ]
    assert colours == ["ERROR", "WARNING", "MUTED"]


def test_badge_takes_the_first_colour_that_matches_in_written_order() -> None:
    written = 'score @badge(red: ["< 10"], yellow: ["< 20"], green: ["*"])'
    other = 'score @badge(green: ["*"], yellow: ["< 20"], red: ["< 10"])'
    assert components(written, {"score": 5}) == [badge("5", "RED")]
    assert components(written, {"score": 15}) == [badge("15", "YELLOW")]
    assert components(written, {"score": 99}) == [badge("99", "GREEN")]
    assert components(other, {"score": 5}) == [badge("5", "GREEN")]


def test_badge_is_grey_without_a_match_and_may_have_its_own_words() -> None:
    card = 'vip @badge(label: "VIP: {name}", green: [true]) name'
    assert components(card, {"vip": True, "name": "Al"}) == [badge("VIP: Al", "GREEN")]
    assert components(card, {"vip": False, "name": "Al"}) == [badge("VIP: Al", "GREY")]


def test_a_list_of_enums_has_a_badge_each_with_its_own_colour() -> None:
    assert components("past @badge(green: [ACTIVE])", {"past": ["ACTIVE", "CANCELED"]}) == [
        badge("Active", "GREEN"),
        badge("Canceled", "GREY"),
    ]


def test_copy_copies_the_value_as_it_came() -> None:
    card = 'subscription { price @copy  renewsAt @copy(label: "When") @date  status @copy }'
    data = {"price": "129.00 USD", "renewsAt": AT, "status": "PAST_DUE"}
    assert components(card, {"subscription": data}) == [
        copy_button("129.00 USD", "Copy price"),
        copy_button("Nov 22, 2026", "When"),
        copy_button("PAST_DUE", "Copy status"),
    ]


def test_copy_may_copy_words_with_values() -> None:
    card = 'id @copy(label: "Copy {name}", text: "id:{id}") name'
    assert components(card, {"id": "c_1", "name": "Al"}) == [copy_button("id:c_1", "Copy Al")]


def test_a_link_on_a_url_or_an_email_needs_no_address() -> None:
    card = 'email @link(label: "Write")  contact { url @link(label: "Open {name}") name }'
    data = {"email": "a+b@b.co", "contact": {"url": "https://x.co", "name": "Al"}}
    assert components(card, data) == [
        link("Write", "mailto:a%2Bb@b.co"),
        link("Open Al", "https://x.co"),
    ]


def test_a_workflow_button_starts_a_workflow_by_id_or_key() -> None:
    button = {"workflowButtonLabel": "Sync Al"}
    card = 'name @workflow(label: "Sync {name}", %s: "w_1")'
    for argument, name in (("id", "workflowId"), ("key", "workflowKey")):
        identifier = {"workflowButtonWorkflowIdentifier": {name: "w_1"}}
        assert components(card % argument, {"name": "Al"}) == [
            {"componentWorkflowButton": {**button, **identifier}}
        ]


def test_the_newest_components_are_shown_only_where_they_are_turned_on() -> None:
    card = 'email @user  id @user(by: USER)  subscription { renewsAt @row(label: "R") }'
    data = {"email": "a@b.co", "id": "u_1", "subscription": {"renewsAt": AT}}
    assert components(card, data) == [
        plain("a@b.co"),
        plain("u_1"),
        row([label("R")], [plain("Nov 22, 2026")]),
    ]
    newest = Defaults(date_component=True, user_component=True)
    assert components(card, data, defaults=newest) == [
        {"componentUser": {"userIdentifier": {"emailAddress": "a@b.co"}}},
        {"componentUser": {"userIdentifier": {"userId": "u_1"}}},
        row([label("R")], [{"componentDateTime": {"dateTimeIso8601": AT}}]),
    ]


def test_a_day_without_a_time_is_text_for_the_viewers_zone_would_make_another_of_it() -> None:
    for mark in ("@text", "@date", "@date(style: DATETIME)"):
        found = components(
            f"subscription {{ renewsAt {mark} }}",
            {"subscription": {"renewsAt": "2026-12-01"}},
            defaults=Defaults(date_component=True),
        )
        assert found == [plain("Dec 1, 2026")]


def test_a_date_without_a_style_is_the_component_where_it_is_turned_on() -> None:
    found = components(
        "subscription { renewsAt @date }",
        {"subscription": {"renewsAt": AT}},
        defaults=Defaults(date_component=True),
    )
    assert found == [{"componentDateTime": {"dateTimeIso8601": AT}}]


@pytest.mark.parametrize("directive", ["@date @text", "@text", "@date(style: DATE)"])
def test_a_style_or_text_is_text_whatever_is_turned_on(directive: str) -> None:
    card = f"subscription {{ renewsAt {directive} }}"
    found = components(
        card, {"subscription": {"renewsAt": AT}}, defaults=Defaults(date_component=True)
    )
    assert found == [plain("Nov 22, 2026")]


def test_markdown_is_shown_only_when_asked_and_only_of_its_own_type() -> None:
    data = {"bio": "**a**", "name": "**a**"}
    assert components("bio @text(markdown: true)", data) == [{"componentText": {"text": "**a**"}}]
    assert components("bio @text", data) == [plain("**a**")]
    assert components("name @text(markdown: true)", data) == [plain("**a**")]


def test_an_authors_markdown_stays_and_what_is_inserted_is_escaped() -> None:
    card = 'name @text(markdown: true, size: S, color: MUTED, text: "**{name}** _here_")'
    assert components(card, {"name": "[x](https://evil)"}) == [
        {
            "componentText": {
                "text": "**\\[x\\]\\(https:/\u2060/evil\\)** _here_",
                "textSize": "S",
                "textColor": "MUTED",
            }
        }
    ]


def test_a_list_of_moments_is_text_whatever_is_turned_on() -> None:
    for card in ("moments @text", "moments @date"):
        found = components(card, {"moments": [AT, AT]}, defaults=Defaults(date_component=True))
        assert found == [plain("Nov 22, 2026, Nov 22, 2026")]
