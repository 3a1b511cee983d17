from tests.support.cards import assert_fine, assert_found, card


def test_a_variable_in_a_label_is_found() -> None:
    assert_found(
        "variable-in-layout",
        card("name @row(label: ⟦$customerId⟧)", variables="$customerId: String"),
    )


def test_a_variable_in_a_colour_is_found() -> None:
    assert_found(
        "variable-in-layout",
        card("name @badge(red: [⟦$customerId⟧])", variables="$customerId: String"),
    )


def test_a_variable_in_a_fields_argument_is_fine() -> None:
    assert_fine(
        "variable-in-layout",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
