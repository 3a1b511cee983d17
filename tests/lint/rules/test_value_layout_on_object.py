from tests.support.cards import assert_fine, assert_found, card


def test_a_badge_on_an_object_is_found() -> None:
    assert_found("value-layout-on-object", card("subscription ⟦@badge⟧ { status @text }"))


def test_a_format_on_a_list_of_objects_is_found() -> None:
    assert_found("value-layout-on-object", card("invoices(first: 3) ⟦@money⟧ { total @money }"))


def test_a_badge_on_a_list_of_texts_is_fine() -> None:
    assert_fine("value-layout-on-object", card("subscription { plan { features @badge } }"))
