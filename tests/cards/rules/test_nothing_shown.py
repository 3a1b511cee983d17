from tests.support.cards import assert_fine, assert_found, card


def test_a_card_without_layout_is_found() -> None:
    assert_found("nothing-shown", 'query ⟦Q⟧ @card(title: "T") { customer { name } }')


def test_a_card_with_layout_is_fine() -> None:
    assert_fine("nothing-shown", card("name @text"))
