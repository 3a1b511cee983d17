from tests.support.cards import assert_fine, assert_found, card


def test_a_fragment_on_a_scalar_is_found() -> None:
    assert_found("fragment-on-leaf", card("name @text ... on ⟦Money⟧ { amount }"))


def test_a_fragment_on_an_object_is_fine() -> None:
    assert_fine("fragment-on-leaf", card("... on Customer { name @text }"))
