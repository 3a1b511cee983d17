from tests.support.cards import assert_fine, assert_found, card


def test_a_note_without_text_is_found() -> None:
    assert_found("missing-argument", card("name ⟦@note⟧ @text"))


def test_a_card_without_title_is_found() -> None:
    assert_found("missing-argument", "query Q ⟦@card⟧ { customer { name @text } }")


def test_a_default_with_text_is_fine() -> None:
    assert_fine("missing-argument", card('name @default(text: "-") @text'))
