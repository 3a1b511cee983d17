from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_type_after_on_is_found() -> None:
    assert_found(
        "unknown-type", card("latest @each(max: 3) { ... on ⟦Tiket⟧ { subject @text } }"), "Ticket"
    )


def test_types_of_the_schema_are_fine() -> None:
    assert_fine("unknown-type", card("latest @each(max: 3) { ... on Ticket { subject @text } }"))
