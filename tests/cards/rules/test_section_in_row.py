from tests.support.cards import assert_fine, assert_found, card


def test_a_section_in_a_row_is_found() -> None:
    assert_found(
        "section-in-row",
        card('subscription @row { plan ⟦@section⟧(title: "Plan") { name @main } }'),
    )


def test_a_section_on_the_row_itself_is_found() -> None:
    assert_found(
        "section-in-row", card('subscription @row ⟦@section⟧(title: "Plan") { status @main }')
    )


def test_a_row_in_a_section_is_fine() -> None:
    assert_fine(
        "section-in-row",
        card('... @section(title: "Who") { ... @row { name @main email @aside } }'),
    )
