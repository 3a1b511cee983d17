from tests.support.cards import assert_fine, assert_found, card


def test_a_field_that_nothing_reads_is_found() -> None:
    assert_found("unused-selection", card("name @text ⟦email⟧"))


def test_fields_read_by_texts_links_and_conditions_are_fine() -> None:
    assert_fine(
        "unused-selection",
        card(
            'email subscription { status plan { name } id @when(field: "status", '
            'is: [ACTIVE]) @link(label: "Open {plan.name}", url: '
            '"https://x.example/{id}") } name @text(text: "{email}")'
        ),
    )
