from tests.support.cards import assert_fine, assert_found, card


def test_a_field_that_nothing_reads_is_found() -> None:
    assert_found("unused-selection", card("name @text ⟦email⟧"))


def test_fields_read_from_around_them_or_by_a_list_are_fine() -> None:
    assert_fine(
        "unused-selection",
        card(
            'externalId invoices(first: 1) @where(field: "status", is: [OPEN]) { status number '
            '@link(label: "Open", url: "https://x.example/{externalId}") }'
        ),
    )


def test_a_field_around_that_is_only_called_the_same_is_found() -> None:
    assert_found("unused-selection", card('⟦name⟧ account { name domain @text(text: "{name}") }'))


def test_fields_read_by_texts_links_and_conditions_are_fine() -> None:
    assert_fine(
        "unused-selection",
        card(
            'email subscription { status plan { name } id @when(field: "status", '
            'is: [ACTIVE]) @link(label: "Open {plan.name}", url: '
            '"https://x.example/{id}") } name @text(text: "{email}")'
        ),
    )
