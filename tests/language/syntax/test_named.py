"""Names that GraphQL cannot have."""

import pytest

from tests.support.cards import card, check_text
from tests.support.mended import mended


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("query a-b-c {", "query aBC {"),
        ("query a.b.c {", "query aBC {"),
        ("query 2fa {", "query Card2fa {"),
        ("fragment 2fa on Customer {", "fragment Fragment2fa on Customer {"),
    ],
)
def test_they_are_written_in_one_word(written: str, right: str) -> None:
    text = f"{written} id }}"
    found = check_text(text)[0]
    assert found.code == "syntax-error"
    assert mended(text, found.fix) == f"{right} id }}"


def test_a_number_with_its_unit_is_no_name() -> None:
    found = check_text(card("name @text").replace('title: "T"', 'title: "T", ttl: 5m'))
    assert found[0].did_you_mean or found[0].hint == 'Write "5m"'


def test_another_item_than_the_first_is_told_and_not_guessed() -> None:
    (found,) = check_text(card("invoices[3] { number @text }"))
    assert "by its number" in found.message
    assert found.fix == ()
