from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_field_is_found_with_what_was_meant() -> None:
    assert_found(
        "unknown-field", card('subscription { plan { ⟦nmae⟧ @row(label: "Plan") } }'), "name"
    )


def test_under_an_alias_the_fields_own_name_is_marked() -> None:
    assert_found("unknown-field", card("subscription { title: ⟦statos⟧ @text }"), "status")


def test_a_field_inside_a_fragment_of_the_card_is_found_there() -> None:
    assert_found(
        "unknown-field",
        card("subscription { ...P }") + " fragment P on Subscription { plan { ⟦nme⟧ @text } }",
    )


def test_fields_of_the_schema_are_fine() -> None:
    assert_fine("unknown-field", card('subscription { plan { name @row(label: "Plan") } }'))
