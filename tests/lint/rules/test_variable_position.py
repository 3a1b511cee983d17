from tests.support.cards import assert_fine, assert_found, card


def test_a_text_where_a_number_belongs_is_found() -> None:
    assert_found(
        "variable-position",
        card("invoices(first: ⟦$customerId⟧) { number @text }", variables="$customerId: String"),
    )


def test_a_text_where_a_text_belongs_is_fine() -> None:
    assert_fine(
        "variable-position",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
