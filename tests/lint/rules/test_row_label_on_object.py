from tests.support.cards import assert_fine, assert_found, card


def test_a_label_on_an_object_is_found() -> None:
    assert_found(
        "row-label-on-object",
        card('subscription @row(⟦label⟧: "Plan") { plan { name @main } }'),
        "@section(title:)",
    )


def test_a_label_on_a_list_is_found() -> None:
    assert_found(
        "row-label-on-object",
        card('invoices(first: 3) @row(⟦label⟧: "Invoices") { number @main }'),
        "@each(heading:)",
    )


def test_a_label_beside_a_heading_is_not_replaced_by_a_directive() -> None:
    listed = 'invoices(first: 3) @each(max: 2) @row(⟦label⟧: "Invoices") { number @main }'
    found = assert_found("row-label-on-object", card(listed))
    assert (found.hint, found.fix) == ("@each(heading:) is its heading.", ())


def test_a_label_on_a_group_is_found() -> None:
    assert_found("row-label-on-object", card('... @row(⟦label⟧: "Who") { name @main }'))


def test_a_label_on_a_list_of_texts_is_fine() -> None:
    assert_fine(
        "row-label-on-object", card('subscription { plan { features @row(label: "Has") } }')
    )
