from tests.support.cards import assert_fine, assert_found, card


def test_a_name_that_no_request_fills_is_found() -> None:
    assert_found(
        "unknown-variable",
        card("invoices(first: 3, label: $custId) { number @text }", variables="⟦$custId⟧: String"),
    )


def test_a_misspelt_name_is_suggested() -> None:
    assert_found(
        "unknown-variable",
        card(
            "invoices(first: 3, label: $custmerId) { number @text }",
            variables="⟦$custmerId⟧: String",
        ),
        "$customerId",
    )


def test_the_requests_names_are_fine() -> None:
    assert_fine(
        "unknown-variable",
        card(
            "invoices(first: 3, label: $workspaceId) { number @text }",
            variables="$workspaceId: String",
        ),
    )
