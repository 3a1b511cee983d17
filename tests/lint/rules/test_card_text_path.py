from tests.support.cards import assert_fine, assert_found, card


def test_a_path_in_a_title_or_in_empty_is_found() -> None:
    header = 'title: "Of ⟦{name}⟧", empty: "No ⟦{plan.name}⟧ here"'
    assert_found("card-text-path", card("name @text", header=header))


def test_words_without_braces_are_fine() -> None:
    assert_fine("card-text-path", card("name @text", header='title: "Of {", empty: "No"'))
