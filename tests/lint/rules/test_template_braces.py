import pytest

from tests.support.cards import assert_fine, assert_found, card


@pytest.mark.parametrize("written", ["{{name}}", "{{name}", "{name}}", "${name}", "${{ name }}"])
def test_a_value_in_the_braces_of_another_language_is_found(written: str) -> None:
    text = card(f'name @row(label: "Of ⟦{written}⟧")')
    assert_found("template-braces", text, "{name}")


def test_a_function_is_kept() -> None:
    text = card('subscription { price @text(text: "⟦${price|money}⟧") }')
    assert_found("template-braces", text, "{price|money}")


def test_a_path_is_kept() -> None:
    text = card('name @text(text: "⟦{{contact.name}}⟧") contact { name }')
    assert_found("template-braces", text, "{contact.name}")


@pytest.mark.parametrize(
    "written", ["{name}", "{{name of it}}", "{{{name}}}", "{{{name}}", "{{as_it_is}}", "$ {name}"]
)
def test_braces_that_are_meant_are_fine(written: str) -> None:
    assert_fine("template-braces", card(f'name @text(text: "{written}")'))
