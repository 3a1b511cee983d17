from tests.support.cards import assert_fine, assert_found, card


def test_another_customer_cannot_be_asked_for() -> None:
    assert_found(
        "root-argument", 'query Q @card(title: "T") { customer(⟦by: {email: "a"}⟧) { name @text } }'
    )


def test_a_root_without_arguments_is_fine() -> None:
    assert_fine("root-argument", card("name @text"))
