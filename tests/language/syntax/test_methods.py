"""Methods are directives; a name behind a point that is no directive is a field."""

from tests.support.cards import card, check_text
from tests.support.mended import mended


def test_a_chain_is_mended_as_a_whole() -> None:
    text = card('name.row("Name").badge(label: "VIP").when()')
    (found,) = check_text(text)
    assert mended(text, found.fix) == card('name @row(label: "Name") @badge(label: "VIP") @when')


def test_a_chain_that_is_never_closed_ends() -> None:
    assert check_text(card('name.row("Name')) != ()
    assert check_text('query Q @card(title: "T") { customer { name.row(') != ()


def test_a_field_of_a_field_is_one() -> None:
    (found,) = check_text(card("account.name @text"))
    assert found.hint == "Write account { name }"
