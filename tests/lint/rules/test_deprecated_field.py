from tests.support.cards import assert_fine, assert_found, card


def test_a_deprecated_field_is_found_with_what_to_use_instead() -> None:
    assert_found("deprecated-field", card("⟦fullName⟧ @text"))


def test_its_replacement_is_fine() -> None:
    assert_fine("deprecated-field", card("name @text"))
