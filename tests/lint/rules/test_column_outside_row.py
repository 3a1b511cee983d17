from tests.support.cards import assert_fine, assert_found, card


def test_main_without_a_row_is_found() -> None:
    assert_found("column-outside-row", card("name ⟦@main⟧ email ⟦@aside⟧"))


def test_columns_in_a_row_are_fine() -> None:
    assert_fine("column-outside-row", card("... @row { name @main email @aside }"))


def test_columns_deep_in_a_row_are_fine() -> None:
    assert_fine(
        "column-outside-row", card("subscription @row { plan { name @main price @aside @money } }")
    )
