from tests.support.cards import assert_fine, assert_found, card


def test_a_condition_on_a_group_without_field_is_found() -> None:
    assert_found("when-without-field", card("... ⟦@when⟧ { name @text }"))


def test_with_field_it_is_fine() -> None:
    assert_fine("when-without-field", card('email ... @when(field: "email") { name @text }'))
