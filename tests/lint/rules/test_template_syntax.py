from tests.support.cards import assert_fine, assert_found, card


def test_a_brace_that_is_not_closed_is_found() -> None:
    assert_found("template-syntax", card('name @row(label: "a ⟦{⟧name")'))


def test_a_hole_without_a_path_is_found() -> None:
    assert_found("template-syntax", card('name @row(label: "a ⟦{}⟧")'))


def test_a_path_that_is_no_name_is_found() -> None:
    assert_found("template-syntax", card('name @row(label: "a {⟦first name⟧}")'))


def test_a_malformed_condition_is_found() -> None:
    assert_found("template-syntax", card('name @when(field: "⟦na-me⟧") @text'))


def test_doubled_braces_are_fine() -> None:
    assert_fine("template-syntax", card('name @row(label: "{{name}}")'))
