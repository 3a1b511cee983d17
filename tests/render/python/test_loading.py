"""A card's file is run once, in a package of its own that nobody finds afterwards."""

import sys

import pytest

from aggregator.render.python.loading import load
from aggregator.render.python.typing_file import types_text
from tests.support.card_schema import card_schema
from tests.support.python_cards import HEAD, script, script_of, source


def loaded(code: str) -> tuple[object, object]:
    card = source(code)
    return load(script_of(card), card.key, types_text(card, card_schema()))


def test_nothing_is_left_among_the_modules_of_the_interpreter() -> None:
    before = set(sys.modules)
    loaded(script("return None"))
    with pytest.raises(ZeroDivisionError):
        loaded(script("return None") + "\n1 / 0\n")
    assert set(sys.modules) == before


def test_a_changed_file_is_another_module_and_the_first_stays_what_it_was() -> None:
    first, _ = loaded(f"ANSWER = 1\n{HEAD}\ndef render(data, card): return ANSWER\n")
    second, _ = loaded(f"ANSWER = 2\n{HEAD}\ndef render(data, card): return ANSWER\n")
    assert (first(None, None), second(None, None)) == (1, 2)  # type: ignore[operator]  # functions


def test_two_loads_of_one_text_share_nothing() -> None:
    code = f"{HEAD}SEEN = []\ndef render(data, card):\n    SEEN.append(1)\n    return len(SEEN)\n"
    (one, _), (other, _) = loaded(code), loaded(code)
    assert (one(0, 0), one(0, 0), other(0, 0)) == (1, 2, 1)  # type: ignore[operator]  # functions


def test_the_types_are_those_of_the_query_whatever_the_file_on_disk_says() -> None:
    card = source(script("return None"), types="class Trend: wrong = True")
    _, classes = load(script_of(card), card.key, types_text(card, card_schema()))
    assert not hasattr(classes["Trend"], "wrong")


def test_dataclasses_and_annotations_of_a_cards_own_work() -> None:
    code = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "from typing import ClassVar\n"
        f"{HEAD}@dataclass(frozen=True, slots=True)\nclass Line:\n    most: ClassVar[int] = 3\n"
        "    words: str\n\n\ndef render(data, card):\n    return Line('x').words\n"
    )
    render, _ = loaded(code)
    assert render(None, None) == "x"  # type: ignore[operator]  # a function


def test_built_in_functions_that_reach_outside_are_not_there() -> None:
    render, _ = loaded(f"{HEAD}def render(data, card):\n    return open\n")
    with pytest.raises(NameError, match="open"):
        render(None, None)  # type: ignore[operator]  # a function


def test_the_librarys_own_imports_still_work() -> None:
    code = f"from datetime import datetime\n{HEAD}def render(data, card):\n"
    render, _ = loaded(f"{code}    return datetime.strptime('2026', '%Y').year\n")
    assert render(None, None) == 2026  # type: ignore[operator]  # a function
