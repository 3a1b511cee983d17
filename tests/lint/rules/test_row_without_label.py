from tests.support.cards import assert_fine, assert_found, card


def test_a_row_of_one_value_without_label_is_found() -> None:
    assert_found("row-without-label", card("name ⟦@row⟧"), '@row(label: "Name")')


def test_a_row_of_several_needs_none() -> None:
    assert_fine("row-without-label", card("... @row { name @main email @aside }"))
