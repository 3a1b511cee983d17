from tests.support.cards import assert_fine, assert_found, card, check_text
from tests.support.mended import mended


def test_a_condition_that_never_holds_is_found() -> None:
    assert "never" in assert_found("empty-match", card("name @when(is: ⟦[]⟧) @text")).message


def test_a_condition_that_always_holds_is_found() -> None:
    assert "always" in assert_found("empty-match", card("name @when(not: ⟦[]⟧) @text")).message


def test_a_colour_that_is_never_given_is_found() -> None:
    assert_found("empty-match", card('account { tier @badge(red: ⟦[]⟧, grey: ["*"]) }'))


def test_mending_keeps_what_else_is_compared() -> None:
    text = card('name @when(is: ["a"], not: []) @text')
    (found,) = check_text(text)
    assert mended(text, found.fix) == card('name @when(is: ["a"], ) @text')


def test_mending_the_only_colour_leaves_the_directive() -> None:
    text = card("name @badge(red: [])")
    (found,) = check_text(text)
    assert mended(text, found.fix) == card("name @badge")


def test_a_list_with_a_word_is_fine() -> None:
    assert_fine("empty-match", card('name @when(is: ["a"]) @text'))
