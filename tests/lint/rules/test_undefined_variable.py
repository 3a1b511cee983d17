from tests.support.cards import assert_fine, assert_found, card


def test_a_variable_that_the_query_does_not_define_is_found() -> None:
    assert_found(
        "undefined-variable",
        card(
            "a: invoices(first: 3, label: ⟦$custmerId⟧) { number @text } "
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
        "$customerId",
    )


def test_a_defined_variable_is_fine() -> None:
    assert_fine(
        "undefined-variable",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
