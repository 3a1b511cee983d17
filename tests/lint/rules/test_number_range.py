from tests.support.cards import assert_fine, assert_found, card


def test_too_many_digits_are_found() -> None:
    assert_found("number-range", card("usage { apiRatio @percent(digits: ⟦11⟧) }"))


def test_a_cap_of_none_is_found() -> None:
    assert_found("number-range", card("invoices(first: 3) @each(max: ⟦0⟧) { number @text }"))


def test_a_bound_without_bounds_is_found() -> None:
    assert_found("number-range", card("invoices(first: ⟦100000⟧) { number @text }"))


def test_a_number_too_long_to_read_is_found_not_read() -> None:
    assert_found("number-range", card("invoices(first: ⟦" + "9" * 5000 + "⟧) { number @text }"))


def test_ordinary_numbers_are_fine() -> None:
    assert_fine("number-range", card("invoices(first: 3) @each(max: 2) { number @text }"))
