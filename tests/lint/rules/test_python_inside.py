import pytest

from tests.support.python_cards import assert_script_fine, assert_script_found, script


@pytest.mark.parametrize(
    "line",
    [
        "x = ⟦().__class__⟧",
        "x = ⟦row.__globals__⟧",
        "x = ⟦card._frame⟧",
        "x = ⟦(i for i in ()).gi_frame⟧",
        "x = f'{⟦customer.__dict__⟧}'",
        "x = '{0.__class__}'⟦.format⟧(customer)".replace("'{0.__class__}'⟦", "⟦'{0.__class__}'"),
        "x = sorted((), key=⟦str.format⟧)",
        "x = ⟦__builtins__⟧",
        "x = ⟦Card.mro⟧()",
        "match customer:\n    case ⟦Card⟧(__init__=x):\n        pass",
        "try:\n    pass\nexcept ValueError as error:\n    x = ⟦error.__traceback__⟧",
        "try:\n    pass\nexcept ValueError as error:\n    x = ⟦error.tb_frame⟧",
        "⟦__builtins__⟧ = {}",
        "class Mine:\n    ⟦def __del__(self): pass⟧",
        "class Mine:\n    ⟦def __exit__(self, *_): return True⟧",
        "import math as __x".replace("math as __x", "⟦math as __x⟧"),
    ],
)
def test_what_reaches_into_values_is_found(line: str) -> None:
    assert not assert_script_found("python-inside", script(f"{line}\nreturn None")).serves


def test_what_values_offer_is_fine() -> None:
    body = "words = f'{customer.name!r:>10}'\nreturn Card(words.upper(), format(1.5, '.2f'))"
    assert_script_fine("python-inside", script(body))
