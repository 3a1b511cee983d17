from tests.support.cards import assert_fine, assert_found, card


def test_a_row_of_bare_fields_is_found() -> None:
    assert_found("empty-row", card("name @text subscription ⟦@row⟧ { status }"))


def test_a_row_with_a_shown_field_is_fine() -> None:
    assert_fine("empty-row", card("subscription @row { status @badge }"))
