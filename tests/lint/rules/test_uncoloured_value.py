from tests.support.cards import assert_fine, assert_found, card


def test_a_value_without_colour_is_found() -> None:
    assert_found(
        "uncoloured-value",
        card(
            "subscription { status ⟦@badge⟧(green: [ACTIVE], blue: [TRIALING], red: [PAST_DUE]) }"
        ),
    )


def test_a_star_stands_for_the_rest() -> None:
    assert_fine(
        "uncoloured-value", card('subscription { status @badge(green: [ACTIVE], grey: ["*"]) }')
    )


def test_all_values_named_are_fine() -> None:
    assert_fine(
        "uncoloured-value",
        card(
            "subscription { status @badge(green: [ACTIVE], blue: [TRIALING], red: "
            "[PAST_DUE, CANCELED]) }"
        ),
    )


def test_a_badge_without_colours_is_fine() -> None:
    assert_fine("uncoloured-value", card("subscription { status @badge }"))
