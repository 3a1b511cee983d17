from tests.support.cards import assert_fine, assert_found, card


def test_an_address_in_a_text_is_found() -> None:
    assert_found("personal-data-in-card", card('name @text(text: "Ask ⟦jane.doe@example.com⟧")'))


def test_the_customers_own_and_a_shared_mailbox_are_fine() -> None:
    assert_fine(
        "personal-data-in-card",
        card(
            'email name @text(text: "{email}") id @link(label: "Write", url: '
            '"mailto:support@example.com")'
        ),
    )
