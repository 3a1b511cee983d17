from tests.support.cards import assert_fine, assert_found, card


def test_a_default_is_found() -> None:
    assert_found(
        "variable-default",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables='$customerId: String = ⟦"c_1"⟧',
        ),
    )


def test_no_default_is_fine() -> None:
    assert_fine(
        "variable-default",
        card(
            "invoices(first: 3, label: $customerId) { number @text }",
            variables="$customerId: String",
        ),
    )
