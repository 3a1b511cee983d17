from tests.support.cards import assert_fine, assert_found, card


def test_a_fragment_on_another_type_is_found() -> None:
    assert_found(
        "impossible-spread", card("name @text ...⟦P⟧") + " fragment P on Plan { name @text }"
    )


def test_a_fragment_on_a_member_of_the_union_is_fine() -> None:
    assert_fine(
        "impossible-spread", card("latest @each(max: 3) { ... on Incident { title @text } }")
    )
