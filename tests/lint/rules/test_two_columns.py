from tests.support.cards import assert_fine, assert_found, card


def test_both_columns_are_found() -> None:
    assert_found("two-columns", card("... @row { name @main ⟦@aside⟧ }"))


def test_one_each_is_fine() -> None:
    assert_fine("two-columns", card("... @row { name @main email @aside }"))
