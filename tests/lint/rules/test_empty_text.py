from tests.support.cards import assert_fine, assert_found, card


def test_empty_words_are_found() -> None:
    assert_found("empty-text", card('name @row(label: ⟦""⟧) @note(text: ⟦" "⟧)'))


def test_an_empty_more_has_a_meaning() -> None:
    text = 'invoices(first: 9) @each(max: 3, more: "") @row { number @main }'
    assert_fine("empty-text", card(text))
