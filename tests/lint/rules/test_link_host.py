from tests.support.cards import assert_fine, assert_found, card


def test_a_value_as_the_host_is_found() -> None:
    assert_found("link-host", card('name @link(url: "https://⟦{name}⟧")'))
    assert_found("link-host", card('name @link(url: "https://⟦{name}⟧/a?b={name}")'))


def test_a_value_that_could_end_the_host_is_found() -> None:
    assert_found("link-host", card('name @link(url: "https://example.⟦{name}⟧/a")'))
    assert_found("link-host", card('name @link(url: "https://⟦{name}⟧.com/a")'))
    assert_found("link-host", card('name @link(url: "http://example.com:⟦{name}⟧/a")'))


def test_no_host_at_all_is_found() -> None:
    assert_found("link-host", card('name @link(url: "⟦https://⟧")'))
    assert_found("link-host", card('name @link(url: "⟦https://⟧/{name}")'))


def test_a_host_of_your_own_domain_is_fine() -> None:
    assert_fine("link-host", card('name @link(url: "https://{name}.example.com/a")'))


def test_values_after_the_host_are_fine() -> None:
    assert_fine("link-host", card('name @link(url: "https://example.com/{name}?b={name}#{name}")'))
    assert_fine("link-host", card('name @link(url: "https://example.com?b={name}")'))
    assert_fine("link-host", card('email @link(url: "mailto:{email}")'))


def test_a_value_as_the_host_of_an_address_in_markdown_is_found() -> None:
    where = [
        'name @text(markdown: true, text: "a [b](https://⟦{name}⟧/c)")',
        'name @text @note(text: "see https://x.⟦{name}⟧/c, and")',
        'name @row(label: "<https://⟦{name}⟧>")',
        'name @text @section(title: "[b]: https://⟦{name}⟧.com")',
        'name @text @note(text: "www.⟦{name}⟧/c")',
    ]
    for fields in where:
        assert_found("link-host", card(fields))


def test_in_plain_text_nothing_is_a_link() -> None:
    assert_fine("link-host", card('name @text(text: "[b](https://{name})")'))
    assert_fine("link-host", card('name @text @default(text: "https://{id}") id'))
