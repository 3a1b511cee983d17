from tests.support.cards import assert_fine, assert_found, card


def test_a_fragment_that_nobody_spreads_is_found() -> None:
    assert_found(
        "unused-fragment", card("name @text") + " fragment ⟦Who⟧ on Customer { email @text }"
    )


def test_a_fragment_that_is_spread_is_fine() -> None:
    assert_fine("unused-fragment", card("...Who") + " fragment Who on Customer { email @text }")
