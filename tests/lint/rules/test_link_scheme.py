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


def test_a_link_in_markdown_begins_with_a_scheme_too() -> None:
    where = [
        'name @text(markdown: true, text: "[site](⟦{name}⟧)")',
        'name @text @note(text: "[a](⟦/b/{name}⟧)")',
        'name @row(label: "[a](<⟦{name}⟧>)")',
        'name @row(label: "<⟦{name}⟧>")',
        'name @text @section(title: "[a]: ⟦{name}⟧")',
        'name @text @note(text: "[a](⟦javascript:⟧alert)")',
    ]
    for fields in where:
        assert_found("link-scheme", card(fields))


def test_markdown_that_is_no_link_is_fine() -> None:
    for words in (
        "[{name}] (x)",
        "a {{b}} (c)",
        r"\\[a\\](b)",
        "https://x.example/{name}",
        "**{name}**",
    ):
        assert_fine("link-scheme", card(f'name @text @note(text: "{words}")'))
