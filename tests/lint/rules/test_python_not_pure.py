import pytest

from tests.support.python_cards import assert_script_fine, assert_script_found, script


@pytest.mark.parametrize(
    "line",
    [
        "⟦open⟧('x')",
        "⟦print⟧(customer)",
        "x = ⟦eval⟧",
        "⟦exec⟧('1')",
        "⟦compile⟧('1', '', 'eval')",
        "⟦input⟧()",
        "⟦__import__⟧('os')",
        "⟦global seen⟧",
    ],
)
def test_what_reaches_outside_is_found(line: str) -> None:
    assert_script_found("python-not-pure", script(f"{line}\nreturn None"))


@pytest.mark.parametrize(
    "call", ["⟦datetime.now⟧()", "⟦datetime.datetime.utcnow⟧()", "⟦date.today⟧()"]
)
def test_a_clock_of_its_own_is_found(call: str) -> None:
    code = "import datetime\nfrom datetime import date\n" + script(f"at = {call}\nreturn None")
    assert assert_script_found("python-not-pure", code).did_you_mean == ("card.now",)


@pytest.mark.parametrize("takes", ["", " BaseException", " (ValueError, BaseException) as error"])
def test_an_except_that_takes_all_is_found(takes: str) -> None:
    code = script(f"try:\n    pass\n⟦except{takes}:⟧\n    pass\nreturn None")
    found = assert_script_found("python-not-pure", code)
    assert found.did_you_mean == ("except ValueError:",)


def test_a_method_of_such_a_name_and_a_named_exception_are_fine() -> None:
    code = "import re\n" + script(
        "try:\n    re.compile('x')\n    card.now\nexcept ValueError:\n    pass\nreturn None"
    )
    assert_script_fine("python-not-pure", code)
