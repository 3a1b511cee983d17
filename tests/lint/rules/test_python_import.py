import pytest

from tests.support.python_cards import HEAD, assert_script_fine, assert_script_found, script

BODY = "return Card(customer and customer.name)"


@pytest.mark.parametrize(
    "line",
    [
        "import ⟦os⟧",
        "import math, ⟦subprocess as sp⟧",
        "import ⟦collections.abc.x⟧",
        "⟦from pathlib import Path⟧",
        "⟦from aggregator.upstream import SourceClient⟧",
        "⟦from aggregator.lint import check⟧",
        "⟦from . import other⟧",
        "⟦from .other_types import Other⟧",
        "⟦from ..team.card_types import Trend⟧",
    ],
)
def test_an_import_that_does_more_than_compute_is_found(line: str) -> None:
    assert_script_found("python-import", f"{line}\n{script(BODY)}")


def test_an_import_inside_of_a_function_is_found_too() -> None:
    found = assert_script_found("python-import", script(f"import ⟦socket⟧\n{BODY}"))
    assert found.message == "A card cannot import socket"
    assert not found.serves


def test_a_slip_is_told_what_was_meant() -> None:
    found = assert_script_found("python-import", f"import ⟦statistic⟧\n{script(BODY)}")
    assert found.did_you_mean == ("statistics",)


def test_what_only_computes_and_our_builders_are_fine() -> None:
    allowed = "import math\nimport re\nfrom collections.abc import Iterable\nimport zoneinfo\n"
    assert HEAD in script(BODY)
    assert_script_fine("python-import", allowed + script(BODY))
