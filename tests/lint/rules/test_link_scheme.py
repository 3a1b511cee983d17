from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_scheme_is_found() -> None:
    assert_found(
        "link-scheme", card('id @link(label: "Open", url: "⟦htps:⟧//x.example")'), "https:"
    )


def test_a_script_is_found() -> None:
    assert_found("link-scheme", card('id @link(label: "Open", url: "⟦javascript:⟧alert(1)")'))


def test_a_value_as_the_beginning_is_found() -> None:
    assert_found(
        "link-scheme", card('id account { url } name @link(label: "Open", url: ⟦"{account.url}"⟧)')
    )


def test_a_relative_address_is_found() -> None:
    assert_found("link-scheme", card('id @link(label: "Open", url: ⟦"/customers/{id}"⟧)'))


def test_the_three_schemes_are_fine() -> None:
    assert_fine(
        "link-scheme",
        card(
            'id @link(label: "a", url: "https://x.example") name @link(label: "b", '
            'url: "http://x.example") email @link(label: "c", url: '
            '"mailto:{email}")'
        ),
    )
