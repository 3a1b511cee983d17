from tests.support.cards import assert_fine, assert_found, card


def test_a_list_without_a_bound_is_found() -> None:
    assert_found("unbounded-list", card("⟦invoices⟧ { number @text }"), "invoices(first: 5)")


def test_a_list_without_the_argument_suggests_each() -> None:
    assert_found(
        "unbounded-list",
        card("invoices(first: 3) { ⟦lines⟧ { description @text } }"),
        "lines @each(max: 5)",
    )


def test_each_without_max_is_no_bound() -> None:
    assert_found("unbounded-list", card('⟦invoices⟧ @each(heading: "Latest") { number @text }'))


def test_both_kinds_of_bound_are_fine() -> None:
    assert_fine(
        "unbounded-list",
        card("tickets(first: 3) { subject @text } invoices @each(max: 3) { number @text }"),
    )
