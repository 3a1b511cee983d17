"""A card as a page: all of it is drawn, and nothing from a source becomes markup."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.simulator.html import page
from tests.support.card_data import HOSTILE
from tests.support.rendering import (
    badge,
    box,
    copy_button,
    divider,
    label,
    link,
    plain,
    row,
    spacer,
)


class Reading(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html.partition("</head>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            self.classes += (value or "").split() if name == "class" else []
            self.links += [value or ""] if name in {"href", "src"} else []

    def handle_data(self, data: str) -> None:
        self.text += data


def read(*components: Any, title: str = "Plan", ttl: int | None = 60) -> Reading:
    return Reading(page(title, list(components), ttl, ["9 bytes"]))


ALLOWED = {
    *("body", "main", "section", "header", "h1", "span", "div", "p", "ul", "li", "footer", "hr"),
    *("a", "strong", "em", "svg", "rect", "path"),
}


def test_every_component_is_drawn() -> None:
    reading = read(
        row([label("Status")], [badge("Past due", "RED"), copy_button("42", "Copy id")]),
        box(link("Open", "https://a.example/x?y=1&z=2"), divider("S"), spacer("L")),
        {"componentWorkflowButton": {"workflowButtonLabel": "Run", "workflowButtonKey": "k"}},
        {"componentDateTime": {"dateTimeIso8601": "2026-01-01T00:00:00Z"}},
        {"componentUser": {"userIdentifier": {"email": "a@b.example"}}},
    )
    assert {"row", "main", "aside", "badge", "red", "copy", "box", "button", "space-s"} <= set(
        reading.classes
    )
    assert {"spacer-l", "muted", "size-m"} <= set(reading.classes)
    assert reading.links == ["https://a.example/x?y=1&z=2"]
    for words in ("Status", "Past due", "Open", "Run", "2026-01-01T00:00:00Z", "@ a@b.example"):
        assert words in reading.text
    assert "Preview, close to Plain. Kept: 1 min." in reading.text
    assert "9 bytes" in reading.text


def test_markdown_is_drawn_and_escaped_signs_are_only_themselves() -> None:
    reading = read(label("**bold** *it* [a\\]b](https://a.example) \\*\\*no\\*\\* \\[x\\]"))
    assert [tag for tag in reading.tags if tag in {"strong", "em", "a"}] == ["strong", "em", "a"]
    assert "bold it a]b **no** [x]" in reading.text


def test_a_hidden_card_and_an_unknown_component_are_told() -> None:
    assert "Hidden: Plain shows no card." in Reading(page("Plan", None, None)).text
    assert "No component that Plain knows" in read({"componentNope": {}}).text
    assert "No component that Plain knows" in read({"componentText": 7}, 9, None).text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", ""])
def test_a_link_that_plain_would_not_follow_leads_nowhere(url: str) -> None:
    assert read(link("Open", url)).links == []


def test_the_page_is_one_file_without_a_script() -> None:
    html = page('"><script>alert(1)</script>', [plain("x")], 60)
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")


strings = st.sampled_from(HOSTILE) | st.text(max_size=20)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(strings, strings, strings)
def test_whatever_a_source_says_stays_text(one: str, two: str, three: str) -> None:
    reading = read(
        row([plain(one)], [badge(two, three)]),
        label(two),
        link(three, f"https://{one}"),
        copy_button(one, two),
        title=three,
    )
    assert set(reading.tags) <= ALLOWED
    assert all(each.startswith(("https://", "http://", "mailto:")) for each in reading.links)
