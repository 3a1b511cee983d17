"""Plain's limits, on each component that a value can reach."""

from typing import Any

import pytest

from aggregator.domain.plain.limits import utf16_length
from aggregator.render.card import Defaults
from tests.support.rendering import components, customer, plain, shown

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
    "copy": ("name @copy", "copyButtonValue", 1000),
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


@pytest.mark.parametrize("value", [*LONG.values(), "a\ud83d"])
def test_an_identifier_that_cannot_be_kept_whole_is_shown_as_text(value: str) -> None:
    newest = Defaults(user_component=True)
    (component,) = components("email @user", {"email": value}, defaults=newest)
    assert "componentPlainText" in component


def test_a_moment_that_is_none_is_text_even_where_its_component_is_turned_on() -> None:
    card = customer("contact { lastSeenAt @row }", defaults=Defaults(date_component=True))
    (row,) = shown(card, {"contact": {"lastSeenAt": "soon"}}).components
    assert row["componentRow"]["rowAsideContent"] == [plain("soon")]
