"""Templates, filled in for the place where they stand."""

from typing import Any

import pytest

from aggregator.domain.card import Hidden, Result, Shown, Unavailable
from tests.support.rendering import CONTEXT, FAILED, components, customer, link, plain, row, shown

SUBSCRIPTION = {
    "id": "s/1",
    "status": "PAST_DUE",
    "price": "1129.00 USD",
    "quantity": 1200,
    "renewsAt": "2026-11-22T10:01:00+00:00",
    "plan": {"name": "Pro"},
}
FETCHED = "status price quantity renewsAt plan { name } "


def said(template: str, **changed: Any) -> str:
    card = f'subscription {{ id @text(text: "{template}") {FETCHED} }}'
    (found,) = components(card, {"subscription": {**SUBSCRIPTION, **changed}})
    return str(found["componentPlainText"]["plainText"])


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("just words", "just words"),
        ("{plan.name} plan", "Pro plan"),
        ("{ plan . name }", "Pro"),
        ("{status}, {price}, {quantity}, {renewsAt}", "Past due, $1,129.00, 1,200, Nov 22, 2026"),
        ("{price|money} {quantity|number} {renewsAt|date}", "$1,129.00 1,200 Nov 22, 2026"),
        ("{renewsAt|datetime}, {renewsAt|relative}", "Nov 22, 2026, 10:01\xa0AM, 2 hours ago"),
        ("{{id}} {id}}", "{id} s/1}"),
    ],
)
def test_values_are_written_by_their_type_or_a_format(template: str, words: str) -> None:
    assert said(template) == words


def test_a_ratio_can_be_formatted_in_a_template() -> None:
    card = 'usage { apiCalls @text(text: "{apiRatio|percent} used") apiRatio }'
    assert components(card, {"usage": {"apiCalls": 1, "apiRatio": 0.5}}) == [plain("50% used")]


def test_a_null_drops_the_piece_and_a_failure_is_told() -> None:
    card = customer('id @text(text: "{name} {email}") name email')
    data = {"id": "c", "name": "Al", "email": None}
    assert card.render(Result({"customer": data}), CONTEXT) == Hidden(120)
    broken = Result({"customer": {**data, "email": FAILED}})
    assert card.render(broken, CONTEXT) == Unavailable(FAILED.error)


def test_a_label_with_a_null_in_it_drops_its_row() -> None:
    card = 'id @row(label: "{name}") name email @text'
    assert components(card, {"id": "c", "name": None, "email": "e"}) == [plain("e")]


def test_a_list_in_a_template_is_joined_and_a_failed_value_is_told_beside_it() -> None:
    card = customer('id @text(text: "has {tags}") tags')
    assert shown(card, {"id": "c", "tags": ["a", None, "b"]}).components == [plain("has a, b")]
    broken = card.render(Result({"customer": {"id": "c", "tags": ["a", FAILED]}}), CONTEXT)
    assert broken == Shown([plain("has a")], 120, (FAILED.error,))


def test_values_in_an_address_come_as_they_are_and_stay_in_their_place() -> None:
    link_ = '@link(label: "L", url: "https://x.co/{id}?p={price}&s={status}")'
    card = f"subscription {{ id {link_} {FETCHED} }}"
    assert components(card, {"subscription": SUBSCRIPTION}) == [
        link("L", "https://x.co/s%2F1?p=1129.00%20USD&s=PAST_DUE")
    ]


@pytest.mark.parametrize("value", [None, "", "..", ".", "x" * 3000])
def test_an_address_that_would_not_be_the_authors_drops_the_button(value: str | None) -> None:
    card = customer(
        'id @text name @link(label: "L", url: "https://x.co/{externalId}/y") externalId'
    )
    data = {"id": "c", "name": "Al", "externalId": value}
    assert all("componentLinkButton" not in component for component in shown(card, data).components)


@pytest.mark.parametrize(
    ("template", "value", "words"),
    [
        ("[p](https://x.co/p/{name})", "Ann Lee", "[p](https://x.co/p/Ann%20Lee)"),
        (
            "[p](https://x.co/{name}?q={name})",
            "a)/*b",
            "[p](https://x.co/a%29%2F%2Ab?q=a%29%2F%2Ab)",
        ),
        ("[{name}](https://x.co/{name})", "a_b*", r"[a\_b\*](https://x.co/a_b%2A)"),
        ("[p](<https://x.co/{name}>)", "a>b", "[p](<https://x.co/a%3Eb>)"),
        ("[p](https://x.co/(a{name}))", "é", "[p](https://x.co/(a%C3%A9))"),
        ("see https://x.co/{name}, **now**", "a b", "see https://x.co/a%20b, **now**"),
        ("www.x.co/{name}", "a b", "www.x.co/a%20b"),
        ("<mailto:{name}>", "a@b.co", "<mailto:a@b.co>"),
        ("[p]: https://x.co/{name}", "a b", "[p]: https://x.co/a%20b"),
        ("[p](https://{name}.x.co/)", "acme", "[p](https://acme.x.co/)"),
        ("[p](https://x.co '{name}')", 'it\'s "5"', "[p](https://x.co 'it\\'s \\\"5\\\"')"),
        ("[p](https://x.co/{name} 'of {name}')", "a'b", "[p](https://x.co/a%27b 'of a\\'b')"),
        ("[p](<https://x.co> 'of {name}')", "a'b*", "[p](<https://x.co> 'of a\\'b\\*')"),
        ("[p]: https://x.co 'of {name}'", "a'b", "[p]: https://x.co 'of a\\'b'"),
        ("[p](https://x.co) '{name}'", "a'b", "[p](https://x.co) 'a'b'"),
    ],
)
def test_a_value_in_an_address_in_markdown_stays_in_its_place(
    template: str, value: str, words: str
) -> None:
    shapes = (
        ('name @text(markdown: true, text: "%s")', "text"),
        ('name @row(label: "%s")', "rowMainContent"),
        ('name @text @note(text: "%s")', "text"),
    )
    for fields, member in shapes:
        ((_, body), *_) = components(fields % template.replace("\\", "\\\\"), {"name": value})[
            0
        ].items()
        held = body[member]
        assert (held if isinstance(held, str) else held[0]["componentText"]["text"]) == words


@pytest.mark.parametrize("value", ["..", ".", "x" * 3000])
def test_a_text_is_left_out_when_its_address_would_not_be_the_authors(value: str) -> None:
    fields = 'id @text name @text(markdown: true, text: "[p](https://x.co/{name}/y)")'
    assert components(fields, {"id": "c", "name": value}) == [plain("c")]


def test_labels_are_the_authors_markdown_with_values_escaped() -> None:
    card = 'id @row(label: "**{name}**") name'
    (found,) = components(card, {"id": "c", "name": "*x*"})
    label = found["componentRow"]["rowMainContent"][0]["componentText"]["text"]
    assert label == "**\\*x\\***"
    assert row([], [])["componentRow"].keys() == found["componentRow"].keys()
