from tests.support.cards import assert_fine, assert_found, card


def test_a_file_of_fragments_is_found() -> None:
    assert_found("no-operation", "⟦fragment⟧ A on Customer { name @text }")


def test_a_query_is_fine() -> None:
    assert_fine("no-operation", card("name @text"))
