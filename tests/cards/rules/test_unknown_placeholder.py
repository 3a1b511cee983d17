from tests.support.cards import assert_fine, assert_found, card


def test_a_placeholder_that_more_does_not_know_is_found() -> None:
    text = (
        'invoices(first: 9) @each(max: 3, more: "and ⟦{cuont}⟧ of ⟦{total}⟧") @row {number @main}'
    )
    assert_found("unknown-placeholder", card(text), "{count}")


def test_count_and_braces_are_fine() -> None:
    text = 'invoices(first: 9) @each(max: 3, more: "{count} more {{x}}") @row { number @main }'
    assert_fine("unknown-placeholder", card(text))
