import pytest

from tests.support.python_cards import assert_script_fine, assert_script_found, script


@pytest.mark.parametrize(
    "line",
    [
        "re.match(⟦r'(a+)+$'⟧, customer.name)",
        "re.compile(⟦r'(\\w*\\s?)*x'⟧)",
        "re.search(⟦r'((a|b+)c?){2,}'⟧, customer.name)",
        "re.sub(pattern=⟦'(?:(?:x{3,})*)'⟧, repl='', string='')",
        "match(⟦WILD⟧, customer.name)",
        "re.match(⟦r'(.*a){20}'⟧, customer.name)",
        "re.match(⟦r'(?:.*,){8,12}x'⟧, customer.name)",
        "re.search(⟦customer.name⟧, 'x')",
        "re.search(⟦f'{customer.name}+'⟧, 'x')",
    ],
)
def test_a_pattern_that_can_run_wild_is_found(line: str) -> None:
    code = "import re\nfrom re import match\nWILD = '(a*' + ')*'\n"
    assert not assert_script_found("python-regex", code + script(f"{line}\nreturn None")).serves


def test_what_repeats_once_is_fine() -> None:
    code = "import re\nWORD = re.compile(r'[a-z]+(?:-[a-z]{2})*')\n"
    code += "NUMBER = re.compile(r'(?:[a-z]+-){3}[0-9]{12}')\n"
    body = "re.match(WORD, 'x')\nre.sub(r'\\s+', ' ', 'x')\nWORD.match('x')\nreturn None"
    assert_script_fine("python-regex", code + script(body))
