from tests.support.cards import assert_fine, assert_found, card


def test_a_number_for_a_text_is_found() -> None:
    assert_found("wrong-value", card("name @row(label: ⟦3⟧)"))


def test_a_text_for_a_number_is_found() -> None:
    assert_found("wrong-value", card('invoices(first: ⟦"3"⟧) { number @text }'))


def test_a_null_for_a_required_text_is_found() -> None:
    assert_found("wrong-value", card("name @default(text: ⟦null⟧) @text"))


def test_values_of_the_right_type_are_fine() -> None:
    assert_fine("wrong-value", card('usage { apiRatio @percent(digits: 1) @row(label: "API") }'))
