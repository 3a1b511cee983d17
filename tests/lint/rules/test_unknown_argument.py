from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_argument_of_a_directive_is_found() -> None:
    assert_found(
        "unknown-argument", card('subscription { plan { name @row(⟦lable⟧: "Plan") } }'), "label"
    )


def test_a_misspelt_argument_of_a_field_is_found() -> None:
    assert_found(
        "unknown-argument", card("invoices(⟦frist⟧: 3) @each(max: 3) { number @text }"), "first"
    )


def test_a_misspelt_argument_of_card_is_found() -> None:
    assert_found("unknown-argument", card("name @text", header='title: "T", ⟦tll⟧: "2m"'), "ttl")


def test_known_arguments_are_fine() -> None:
    assert_fine("unknown-argument", card("invoices(first: 3) { number @text }"))
