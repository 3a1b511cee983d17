from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_spread_is_found_with_what_was_meant() -> None:
    assert_found(
        "unknown-fragment",
        card("name @text ...⟦Planet⟧ ...Plane") + " fragment Plane on Customer { email @text }",
        "Plane",
    )


def test_own_fragments_are_known() -> None:
    assert_fine("unknown-fragment", card("...Who") + " fragment Who on Customer { email @text }")
