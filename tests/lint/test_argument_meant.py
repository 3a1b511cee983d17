"""Arguments of other languages, beside what is held in tests/lint/test_beginners.py."""

import pytest

from tests.support.cards import card, check_text
from tests.support.mended import mended


def right(text: str) -> str:
    (found,) = check_text(text)
    return mended(text, found.fix)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            '@badge(ACTIVE: GREEN, label: "x", CANCELED: "red")',
            '@badge(green: [ACTIVE], red: [CANCELED], grey: ["*"], label: "x")',
        ),
        ("@text(colors: {ACTIVE: GREEN})", '@text(success: [ACTIVE], muted: ["*"])'),
        ("@text(color: {ACTIVE: GREEN})", '@text(success: [ACTIVE], muted: ["*"])'),
        ('@badge(color: "orange")', '@badge(yellow: ["*"])'),
        (
            "@when(status: [ACTIVE, TRIALING]) @text",
            '@when(field: "status", is: [ACTIVE, TRIALING]) @text',
        ),
    ],
)
def test_what_was_meant_is_written(written: str, meant: str) -> None:
    assert right(card(f"subscription {{ status {written} }}")) == card(
        f"subscription {{ status {meant} }}"
    )


@pytest.mark.parametrize(
    "written",
    [
        "@badge(colors: {ACTIVE: SPARKLING})",
        "@badge(colors: {})",
        "@badge(color: SPARKLING)",
        "@badge(ACTIVE: 3)",
        "@when(sttaus: ACTIVE) @text",
        "@when(status: ACTIVE, is: TRIALING) @text",
    ],
)
def test_what_nobody_can_tell_is_an_unknown_argument(written: str) -> None:
    found = check_text(card(f"subscription {{ status {written} }}"))
    assert found[0].code == "unknown-argument"
    assert "has no argument" in found[0].message
