from tests.support.cards import assert_fine, assert_found, card


def test_an_empty_title_is_found() -> None:
    assert_found("card-title", card("name @text", header='title: ⟦" "⟧'))


def test_a_title_over_plains_limit_is_found() -> None:
    assert_found("card-title", card("name @text", header='title: ⟦"' + "x" * 501 + '"⟧'))


def test_an_emoji_counts_twice_as_plain_counts() -> None:
    assert_found("card-title", card("name @text", header='title: ⟦"' + "x" * 499 + '😀"⟧'))


def test_a_title_is_fine() -> None:
    assert_fine("card-title", card("name @text"))
