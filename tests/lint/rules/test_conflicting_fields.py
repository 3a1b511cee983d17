from tests.support.cards import assert_fine, assert_found, card


def test_two_fields_of_one_name_are_found_at_the_second() -> None:
    assert_found("conflicting-fields", card("name @text name: ⟦email⟧ @text"))


def test_different_arguments_of_one_list_are_found() -> None:
    assert_found(
        "conflicting-fields",
        card("invoices(first: 3) { number @text } ⟦invoices⟧(first: 5) { number @text }"),
    )


def test_an_alias_parts_them() -> None:
    assert_fine(
        "conflicting-fields",
        card("invoices(first: 3) { number @text } more: invoices(first: 5) { number @text }"),
    )
