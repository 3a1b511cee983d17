from tests.support.cards import assert_fine, assert_found, card


def test_the_second_component_is_found() -> None:
    assert_found("two-components", card("name @badge ⟦@text⟧"))


def test_a_component_with_a_format_is_fine() -> None:
    assert_fine("two-components", card("subscription { renewsAt @date @text(color: MUTED) }"))
