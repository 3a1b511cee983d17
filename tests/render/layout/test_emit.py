"""Plain's limits, on each component that a value can reach."""

from typing import Any

import pytest

from aggregator.domain.plain.limits import utf16_length
from aggregator.render.card import Defaults
from tests.support.rendering import components, customer, label, plain, row, shown

LONG = {"letters": "x" * 12_000, "emoji": "😀" * 6_001, "surrogates": "\ud83d" * 12_000}

FIELDS = {
    "text": ("name @text", "plainText", 10_000),
    "markdown": ('name @text(markdown: true, text: "{name}")', "text", 10_000),
    "label": ('id @row(label: "{name}") name', "text", 10_000),
    "note": ('id @note(text: "{name}") @text name', "text", 10_000),
    "default": ('email @default(text: "{name}") @text name', "plainText", 10_000),
    "badge": ("name @badge", "badgeLabel", 500),
    "link": ('id @link(label: "{name}", url: "https://x.co") name', "linkButtonLabel", 500),
    "workflow": ('id @workflow(label: "{name}", id: "w") name', "workflowButtonLabel", 500),
    "tooltip": ('id @copy(label: "{name}") name', "copyButtonTooltipLabel", 500),
}


def found(components: Any, name: str) -> str:
    """The first text of that name, wherever it stands."""
    for component in components:
        for body in component.values():
            if name in body:
                return str(body[name])
            for inside in (body.get("rowMainContent"), body.get("rowAsideContent")):
                if inside:
                    return found(inside, name)
    raise AssertionError(f"no {name}")


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("value", LONG.values(), ids=LONG.keys())
def test_a_long_value_is_cut_to_what_plain_takes(kind: str, value: str) -> None:
    fields, name, limit = FIELDS[kind]
    text = found(shown(customer(fields), {"id": "c", "name": value}).components, name)
    assert limit - 1 <= utf16_length(text) <= limit
    assert text.endswith("…")


INEXACT = [*LONG.values(), "a\ud83d", "a\x00b", "a\x9bb", "a\u202eb"]
"""What cannot be sent as it is."""


@pytest.mark.parametrize("value", INEXACT)
def test_a_value_that_was_cut_or_cleaned_is_shown_and_not_copied(value: str) -> None:
    for fields in ("name @copy", 'id @copy(text: "{name}") name'):
        (component, *_) = components(fields, {"id": "c", "name": value})
        assert "componentPlainText" in component
    (only,) = components('id @row(label: "L")', {"id": value})[0]["componentRow"]["rowAsideContent"]
    assert "componentPlainText" in only


def test_the_longest_value_that_plain_copies_is_copied_whole() -> None:
    value = "😀" * 498 + "\r\n" + "ab"
    (component,) = components("name @copy", {"name": value})
    assert component["componentCopyButton"]["copyButtonValue"] == value


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("An\x00n", "Ann"),
        ("An\x1b[31mn\x9b", "An[31mn"),
        ("Ann\u202egnp", "Anngnp"),
        ("\u2066Ann\u2069", "Ann"),
        ("Ann\r\nLee\x85x", "Ann Lee x"),
        ("A\U000e0041\U000e0042nn", "Ann"),
        ("\ufeff Ann\u200b", "Ann"),
        ("שלום\u200f", "שלום\u200f"),
    ],
)
@pytest.mark.parametrize("kind", FIELDS)
def test_every_text_is_sent_as_its_reader_sees_it(kind: str, value: str, seen: str) -> None:
    fields, name, _ = FIELDS[kind]
    text = found(shown(customer(fields), {"id": "c", "name": value}).components, name)
    assert text.replace("\\", "").replace("\n", " ") == seen


@pytest.mark.parametrize(
    "value", ["\u200b", " \ufeff\u2060", "\u3164", "\u202e", "\x00", "\U000e0041"]
)
def test_what_nobody_sees_is_blank(value: str) -> None:
    fields = """
      name @row(label: "Name") @default(text: "no name")
      email @text @note(text: "{name}!")
      tags @text @each(max: 3)
    """
    assert components(fields, {"name": value, "email": "a", "tags": [value]}) == [
        row([label("Name")], [plain("no name")]),
        plain("a"),
    ]


@pytest.mark.parametrize("value", INEXACT)
def test_an_identifier_that_cannot_be_kept_whole_is_shown_as_text(value: str) -> None:
    newest = Defaults(user_component=True)
    (component,) = components("email @user", {"email": value}, defaults=newest)
    assert "componentPlainText" in component


def test_a_moment_that_is_none_is_text_even_where_its_component_is_turned_on() -> None:
    card = customer("contact { lastSeenAt @row }", defaults=Defaults(date_component=True))
    (row,) = shown(card, {"contact": {"lastSeenAt": "soon"}}).components
    assert row["componentRow"]["rowAsideContent"] == [plain("soon")]


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-11-22T10:01:00Z", "2026-11-22T10:01:00+00:00"),
        ("1890-01-01T00:00:00+00:53:28", None),  # an offset with seconds, which Plain cannot read
    ],
)
def test_a_moment_is_sent_only_as_plain_reads_it(value: str, iso: str | None) -> None:
    card = customer("contact { lastSeenAt @row }", defaults=Defaults(date_component=True))
    (row,) = shown(card, {"contact": {"lastSeenAt": value}}).components
    (aside,) = row["componentRow"]["rowAsideContent"]
    assert aside.get("componentDateTime", {}).get("dateTimeIso8601") == iso
