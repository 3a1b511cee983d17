from tests.support.cards import assert_fine, assert_found, card


def test_each_on_an_object_is_found() -> None:
    assert_found("each-on-single", card("subscription ⟦@each⟧(max: 3) { status @text }"))


def test_each_on_a_list_is_fine() -> None:
    assert_fine("each-on-single", card("invoices @each(max: 3) { number @text }"))
