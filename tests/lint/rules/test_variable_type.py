from tests.support.cards import assert_fine, assert_found, card


def test_a_number_is_found() -> None:
    assert_found(
        "variable-type",
        card("invoices(first: $customerId) { number @text }", variables="$customerId: ⟦Int⟧"),
        "ID",
    )


def test_a_list_is_found() -> None:
    assert_found("variable-type", card("name @text", variables="$customerId: ⟦[ID]⟧"))


def test_an_email_for_a_customer_id_is_found() -> None:
    assert_found("variable-type", card("name @text", variables="$customerId: ⟦Email⟧"))


def test_an_email_for_the_customers_email_is_fine() -> None:
    assert_fine("variable-type", card("name @text", variables="$customerEmail: Email"))
