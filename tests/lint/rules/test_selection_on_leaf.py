from tests.support.cards import assert_fine, assert_found, card


def test_braces_on_a_text_are_found() -> None:
    assert_found("selection-on-leaf", card("name @text email ⟦{⟧ domain }"))


def test_a_leaf_without_braces_is_fine() -> None:
    assert_fine("selection-on-leaf", card("name @text"))
