from tests.support.cards import assert_fine, assert_found, card


def test_an_object_without_braces_is_found() -> None:
    assert_found("missing-selection", card("name @text ⟦subscription⟧"))


def test_an_object_with_fields_is_fine() -> None:
    assert_fine("missing-selection", card('subscription { plan { name @row(label: "Plan") } }'))
