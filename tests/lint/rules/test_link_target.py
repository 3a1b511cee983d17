from tests.support.cards import assert_fine, assert_found, card


def test_a_link_on_a_text_without_an_address_is_found() -> None:
    assert_found("link-target", card('name ⟦@link⟧(label: "Open")'))


def test_a_link_on_a_url_needs_none() -> None:
    assert_fine("link-target", card('account { url @link(label: "Open") } email @link'))
