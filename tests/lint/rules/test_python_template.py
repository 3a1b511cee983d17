import pytest

from tests.support.python_cards import assert_script_fine, assert_script_found, script


@pytest.mark.parametrize(
    "call",
    [
        "markdown(⟦f'**{customer.name}**'⟧)",
        "markdown(⟦'**' + customer.name⟧)",
        "markdown(⟦customer.name⟧)",
        "markdown(⟦'**{}**'.format(customer.name)⟧)",
        "link('Open', ⟦f'https://example.com/{customer.name}'⟧)",
        "link('Open', ⟦'https://example.com/' + customer.name⟧)",
        "link('Open', ⟦customer.name⟧, 'x')",
    ],
)
def test_a_template_that_is_put_together_is_found(call: str) -> None:
    found = assert_script_found("python-template", script(f"return Card({call})"))
    assert found.hint is not None


def test_templates_written_out_are_fine() -> None:
    code = script(
        "return Card(markdown('**{}**', 'x'), link('A', 'https://a.example/{}', 'x'), "
        "link('B', customer and customer.name), link('C', 'https://a.example'))"
    )
    assert_script_fine("python-template", code)
