from tests.support.cards import assert_fine, assert_found, card


def test_a_variable_that_nothing_reads_is_found() -> None:
    assert_found("unused-variable", card("name @text", variables="⟦$customerId⟧: ID"))


def test_a_variable_that_is_read_is_fine() -> None:
    assert_fine(
        "unused-variable",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
