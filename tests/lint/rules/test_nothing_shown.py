from tests.support.cards import assert_fine, assert_found, card


def test_a_card_without_layout_is_found() -> None:
    assert_found("nothing-shown", 'query ⟦Q⟧ @card(title: "T") { customer { name } }')


def test_a_card_with_layout_is_fine() -> None:
    assert_fine("nothing-shown", card("name @text"))


def test_a_list_with_bare_fields_shows_nothing() -> None:
    text = (
        'query ⟦Q⟧ @card(title: "T") { customer { invoices(first: 3) @each(max: 2) { number } } }'
    )
    assert_found("nothing-shown", text)
