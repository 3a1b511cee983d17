from tests.support.cards import assert_fine, assert_found, card


def test_a_condition_on_an_object_is_found() -> None:
    assert_found("match-on-object", card("subscription @when(⟦is⟧: [ACTIVE]) { status @text }"))


def test_a_condition_on_its_field_is_fine() -> None:
    assert_fine(
        "match-on-object",
        card('subscription { status plan @when(field: "status", is: [ACTIVE]) { name @text } }'),
    )
