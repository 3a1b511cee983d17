from tests.support.cards import assert_fine, assert_found, card


def test_a_type_in_a_card_is_found() -> None:
    assert_found("not-executable", card("name @text") + " type ⟦X⟧ { a: Int }")


def test_a_query_is_fine() -> None:
    assert_fine("not-executable", card("name @text"))
