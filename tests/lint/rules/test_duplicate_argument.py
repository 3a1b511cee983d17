from tests.support.cards import assert_fine, assert_found, card


def test_the_second_of_two_is_found() -> None:
    assert_found("duplicate-argument", card("invoices(first: 3, ⟦first⟧: 4) { number @text }"))


def test_different_arguments_are_fine() -> None:
    assert_fine("duplicate-argument", card('invoices(first: 3, label: "a") { number @text }'))
