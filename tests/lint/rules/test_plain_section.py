from tests.support.cards import assert_fine, assert_found, card


def test_a_section_with_nothing_of_its_own_is_found() -> None:
    assert_found("plain-section", card("account ⟦@section⟧ { name @text }"))


def test_a_title_or_a_box_is_fine() -> None:
    assert_fine("plain-section", card('account @section(title: "A") { name @text }'))
    assert_fine("plain-section", card("account @section(box: true) { name @text }"))
