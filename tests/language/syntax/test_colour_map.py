"""Values with their colours, written as a directive takes them."""

import pytest

from aggregator.language.syntax.colour_map import as_match, by_colour, colour_named
from tests.support.cards import card, check_text


def test_values_of_one_colour_stand_together_and_the_rest_is_grey() -> None:
    pairs = {"A": "green", "B": "RED", "C": "Green"}
    assert by_colour("badge", pairs) == 'green: [A, C], red: [B], grey: ["*"]'
    assert by_colour("text", {"A": "grey", '"*"': "success"}) == 'muted: [A], success: ["*"]'


def test_a_colour_that_is_none_is_not_guessed() -> None:
    assert by_colour("badge", {"A": "green", "B": "plaid"}) is None
    assert by_colour("badge", {}) is None
    assert colour_named("link", "green") is None


@pytest.mark.parametrize(
    ("written", "match"),
    [
        ("ACTIVE", "ACTIVE"),
        ('"ACTIVE"', "ACTIVE"),
        ('"in use"', '"in use"'),
        ("true", "true"),
        ("default", '"*"'),
        ("3", "3"),
    ],
)
def test_a_key_is_written_as_what_is_compared(written: str, match: str) -> None:
    assert as_match(written) == match


@pytest.mark.parametrize("inside", ["{", "{}", "{ACTIVE}", "{ACTIVE: }", "{ACTIVE: [GREEN]}"])
def test_what_is_no_map_is_a_mistake_of_another_kind(inside: str) -> None:
    found = check_text(card(f"subscription {{ status @badge({inside}) }}"))
    assert found
    assert "Colours are arguments" not in found[0].message
