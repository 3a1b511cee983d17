from tests.support.cards import assert_fine, assert_found, card


def test_a_fragment_that_spreads_itself_through_another_is_found() -> None:
    assert_found(
        "fragment-cycle",
        card("name @text ...A")
        + " fragment A on Customer { ...⟦B⟧ }"
        + " fragment B on Customer { ...A }",
    )


def test_a_chain_of_fragments_is_fine() -> None:
    assert_fine(
        "fragment-cycle",
        card("...A")
        + " fragment A on Customer { ...B }"
        + " fragment B on Customer { name @text }",
    )
