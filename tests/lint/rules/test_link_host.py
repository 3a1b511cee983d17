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
