from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_value_of_an_argument_is_found() -> None:
    assert_found("unknown-enum-value", card("name @text(size: ⟦SMALL⟧)"))


def test_a_misspelt_value_of_a_fields_argument_is_found() -> None:
    assert_found(
        "unknown-enum-value", card("invoices(first: 3, status: ⟦OPNE⟧) { number @text }"), "OPEN"
    )


def test_a_misspelt_colour_word_is_found() -> None:
    assert_found(
        "unknown-enum-value",
        card('subscription { status @badge(green: [⟦ACTVE⟧], grey: ["*"]) }'),
        "ACTIVE",
    )


def test_a_misspelt_condition_word_is_found() -> None:
    assert_found(
        "unknown-enum-value",
        card('subscription { status price @when(field: "status", is: [⟦PASTDUE⟧]) @text @money }'),
        "PAST_DUE",
    )


def test_a_value_in_quotes_is_found() -> None:
    assert_found("unknown-enum-value", card('name @text(color: ⟦"MUTED"⟧)'), "MUTED")


def test_values_of_the_enum_are_fine() -> None:
    assert_fine(
        "unknown-enum-value", card('subscription { status @badge(green: [ACTIVE], grey: ["*"]) }')
    )
