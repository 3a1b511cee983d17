import pytest

from tests.support.cards import assert_fine, assert_found, card


@pytest.mark.parametrize("word", ["> 3", "<= 10", "= 2.5", "within 7d", "> 30d ago"])
def test_a_comparison_on_a_text_is_found(word: str) -> None:
    assert_found("compared-text", card(f'name @badge(red: [⟦"{word}"⟧])'))


def test_ids_and_addresses_are_texts_too() -> None:
    assert_found("compared-text", card('id @text(error: [⟦"> 3"⟧])'))
    assert_found("compared-text", card('email @when(is: [⟦"> 3"⟧]) @text'))


def test_the_field_that_a_condition_names_is_looked_at() -> None:
    text = card('name @when(field: "account.name", is: [⟦"< 3"⟧]) @text account { name }')
    assert '"name" is a text (String)' in assert_found("compared-text", text).message


def test_texts_and_numbers_are_fine() -> None:
    text = card(
        'name @badge(red: ["3", "past", "> many"]) account { employees @text(error: ["> 3"]) }'
    )
    assert_fine("compared-text", text)
