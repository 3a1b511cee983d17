from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_function_is_found_inside_the_text() -> None:
    assert_found(
        "unknown-formatter",
        card('subscription { price plan { name @text } status @text(text: "{price|⟦mony⟧}") }'),
        "money",
    )


def test_formats_are_fine() -> None:
    assert_fine(
        "unknown-formatter", card('subscription { price status @text(text: "{price|money}") }')
    )
