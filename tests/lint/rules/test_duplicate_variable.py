from tests.support.cards import assert_fine, assert_found, card


def test_the_second_definition_is_found() -> None:
    assert_found(
        "duplicate-variable",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: ID, $⟦customerId⟧: ID",
        ),
    )


def test_two_variables_are_fine() -> None:
    assert_fine(
        "duplicate-variable",
        card(
            "a: invoices(first: 3, label: $customerId) { number @text } b: "
            "invoices(first: 3, label: $threadId) { number @text }",
            variables="$threadId: String, $customerId: String",
        ),
    )
