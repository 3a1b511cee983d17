from tests.support.cards import assert_fine, assert_found, card


def test_a_labelled_row_in_a_row_is_found() -> None:
    assert_found(
        "row-in-row",
        card('invoices(first: 3) @row { number ⟦@row⟧(label: "Number") total @aside @money }'),
    )


def test_an_object_in_a_row_is_found() -> None:
    assert_found(
        "row-in-row", card("subscription @row { status @main plan ⟦@row⟧ { name @main } }")
    )


def test_a_row_in_a_fragment_that_is_spread_in_a_row_is_found_in_the_fragment() -> None:
    assert_found(
        "row-in-row",
        card("subscription @row { ...P }")
        + ' fragment P on Subscription { plan { name ⟦@row⟧(label: "P") } }',
    )


def test_rows_side_by_side_are_fine() -> None:
    assert_fine("row-in-row", card('name @row(label: "Name") email @row(label: "Mail")'))
