from tests.support.cards import assert_fine, assert_found, card


def test_a_label_over_plains_limit_is_found() -> None:
    assert_found("text-too-long", card('name @badge(label: ⟦"' + "x" * 501 + '"⟧)'))
    assert_found("text-too-long", card('name @copy(text: ⟦"' + "x" * 1001 + '"⟧)'))
    assert_found("text-too-long", card('name @note(text: ⟦"' + "x" * 10_001 + '"⟧) @text'))


def test_an_emoji_counts_twice() -> None:
    assert_found("text-too-long", card('name @badge(label: ⟦"' + "😀" * 251 + '"⟧)'))


def test_the_longest_text_is_fine() -> None:
    assert_fine("text-too-long", card('name @badge(label: "' + "x" * 500 + '")'))


def test_a_text_whose_length_a_value_decides_is_fine() -> None:
    assert_fine("text-too-long", card('name @badge(label: "{name}' + "x" * 501 + '")'))
