from tests.support.cards import assert_fine, assert_found, card


def test_a_section_in_a_row_is_found() -> None:
    assert_found(
        "section-in-row",
        card('subscription @row { plan ⟦@section⟧(title: "Plan") { name @main } }'),
    )


def test_a_section_around_the_rows_of_one_field_is_fine() -> None:
    text = 'invoices(first: 3) @section(title: "Invoices", box: true) @row { number @main }'
    assert_fine("section-in-row", card(text))


def test_a_row_in_a_section_is_fine() -> None:
    assert_fine(
        "section-in-row",
        card('... @section(title: "Who") { ... @row { name @main email @aside } }'),
    )
