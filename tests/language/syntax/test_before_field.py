"""Directives that stand before what they are of."""

import pytest

from tests.support.cards import card, check_text
from tests.support.mended import mended


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("@text name", "name @text"),
        ("@text a: name", "a: name @text"),
        ("@text name @copy email", "name @text email @copy"),
        ('@row(label: "N") @text name', 'name @row(label: "N") @text'),
        ("@text name ... on Customer { id @text }", "name @text ... on Customer { id @text }"),
    ],
)
def test_they_are_moved_behind_it(written: str, right: str) -> None:
    text = card(written)
    (found,) = check_text(text)
    after = mended(text, found.fix)
    assert after.split() == card(right).split()
    assert check_text(after) == ()


def test_thousands_of_them_are_read_in_one_go() -> None:
    (found,) = check_text(card("@text name " * 2_900))
    assert len(found.fix) == 5_800


def test_those_of_an_object_stand_before_its_brace() -> None:
    (found,) = check_text(card('account { @section(title: "A") name @text }'))
    assert found.hint == 'Write @section(title: "A") {'
