from tests.support.cards import assert_fine, assert_found, card


def test_a_query_without_card_is_found_under_its_name() -> None:
    assert_found("missing-card", "query ⟦Q⟧ { customer { name @text } }")


def test_a_query_with_card_is_fine() -> None:
    assert_fine("missing-card", card("name @text"))
