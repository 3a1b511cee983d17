from tests.support.cards import assert_fine, assert_found, card


def test_both_are_found() -> None:
    assert_found(
        "skip-include",
        card("name @text ⟦@skip⟧(if: false) email @text ⟦@include⟧(if: true)"),
        "@when",
    )


def test_when_is_fine() -> None:
    assert_fine("skip-include", card('email name @when(field: "email") @text'))
