from tests.support.cards import assert_fine, assert_found, card


def test_more_than_is_fetched_is_found() -> None:
    found = assert_found(
        "max-over-first", card("invoices(first: 3) @each(max: ⟦5⟧) { number @text }")
    )
    assert "3 are fetched" in found.message


def test_a_part_of_what_is_fetched_is_fine() -> None:
    assert_fine("max-over-first", card("invoices(first: 3) @each(max: 3) { number @text }"))
    assert_fine("max-over-first", card("invoices @each(max: 30) { number @text }"))
