from tests.support.cards import assert_fine, assert_found, card, check_text


def test_where_on_objects_without_a_field_is_found() -> None:
    list_ = "tickets(first: 500) %s { priority subject @text }"
    assert_found("where-field", card(list_ % "⟦@where⟧(is: [URGENT])"), '@where(field: "priority")')


def test_a_field_that_is_null_is_none() -> None:
    list_ = "tickets(first: 500) ⟦@where⟧(field: null) { subject @text }"
    assert_found("where-field", card(list_), '@where(field: "subject")')


def test_a_misspelt_argument_is_one_mistake() -> None:
    text = card('tickets(first: 500) @where(feild: "subject") { subject @text }')
    assert [found.code for found in check_text(text)] == ["unknown-argument"]


def test_where_on_single_values_with_a_field_is_found() -> None:
    list_ = "subscription { plan { features %s @text } }"
    found = assert_found("where-field", card(list_ % '@where(⟦field⟧: "name", not: ["beta"])'))
    assert found.hint == "Leave field: out: the item itself is compared."


def test_each_list_with_what_it_needs_is_fine() -> None:
    assert_fine(
        "where-field",
        card(
            'tickets(first: 500) @where(field: "priority", is: [URGENT]) { priority subject @text }'
            ' subscription { plan { features @where(not: ["beta"]) @text } }'
        ),
    )
