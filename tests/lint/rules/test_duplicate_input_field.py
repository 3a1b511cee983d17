from tests.support.cards import assert_fine, assert_found, card


def test_the_second_of_two_is_found() -> None:
    assert_found(
        "duplicate-input-field",
        'query Q @card(title: "T") { account(by: {id: "1", ⟦id⟧: "2"}) { name @text } }',
    )


def test_a_card_without_objects_is_fine() -> None:
    assert_fine("duplicate-input-field", card("name @text"))
