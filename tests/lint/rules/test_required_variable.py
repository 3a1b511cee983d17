from tests.support.cards import assert_fine, assert_found, card


def test_an_exclamation_mark_is_found() -> None:
    assert_found(
        "required-variable",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: ⟦String!⟧",
        ),
    )


def test_a_nullable_variable_is_fine() -> None:
    assert_fine(
        "required-variable",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
