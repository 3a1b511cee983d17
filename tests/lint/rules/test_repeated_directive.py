from tests.support.cards import assert_fine, assert_found, card


def test_a_second_badge_is_found() -> None:
    assert_found("repeated-directive", card("name @badge ⟦@badge⟧"))


def test_notes_and_conditions_may_be_repeated() -> None:
    assert_fine(
        "repeated-directive",
        card('email name @when(field: "email") @when @note(text: "a") @note(text: "b") @text'),
    )
