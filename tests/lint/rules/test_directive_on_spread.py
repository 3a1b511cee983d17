from tests.support.cards import assert_fine, assert_found, card


def test_layout_on_a_spread_is_found() -> None:
    assert_found(
        "directive-on-spread", card("...Who ⟦@row⟧") + " fragment Who on Customer { name @text }"
    )


def test_a_group_around_a_spread_is_fine() -> None:
    assert_fine(
        "directive-on-spread",
        card('... @section(title: "Who") { ...Who }') + " fragment Who on Customer { name @text }",
    )
