from tests.support.cards import assert_fine, assert_found, card


def test_a_column_on_an_object_is_found() -> None:
    assert_found("column-on-object", card("subscription @row { plan ⟦@main⟧ { name @main } }"))


def test_a_column_on_its_fields_is_fine() -> None:
    assert_fine("column-on-object", card("subscription @row { plan { name @main } }"))
