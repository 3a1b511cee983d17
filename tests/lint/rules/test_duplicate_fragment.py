from tests.support.cards import assert_fine, assert_found, card


def test_the_second_definition_is_found() -> None:
    assert_found(
        "duplicate-fragment",
        card("...A")
        + " fragment A on Customer { name @text }"
        + " fragment ⟦A⟧ on Customer { email @text }",
    )


def test_two_names_are_fine() -> None:
    assert_fine(
        "duplicate-fragment",
        card("...A ...B")
        + " fragment A on Customer { name @text }"
        + " fragment B on Customer { email @text }",
    )
