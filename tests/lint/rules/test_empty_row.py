from tests.support.cards import assert_fine, assert_found, card


def test_a_row_of_bare_fields_is_found() -> None:
    assert_found("empty-row", card("name @text subscription ⟦@row⟧ { status }"))


def test_a_row_with_a_shown_field_is_fine() -> None:
    assert_fine("empty-row", card("subscription @row { status @badge }"))


def test_a_list_or_a_section_of_bare_fields_is_found() -> None:
    text = "name @text invoices(first: 3) ⟦@each⟧(max: 2) { number }"
    assert_found("empty-row", card(text))
    assert_found(
        "empty-row", card('name @text account ⟦@section⟧(title: "A") { name owner { name } }')
    )


def test_what_is_shown_deeper_is_fine() -> None:
    assert_fine("empty-row", card('account @section(title: "A") { owner { ... { name @text } } }'))


def test_a_row_with_all_at_its_right_is_never_shown() -> None:
    assert_found(
        "empty-row", card("name @text invoices(first: 3) @each ⟦@row⟧ { total @money @aside }")
    )
    assert_found(
        "empty-row", card("name @text account ⟦@row⟧ { domain @aside owner { name @aside } }")
    )
    assert_fine("empty-row", card("account @row { domain @aside owner { name @text } }"))
