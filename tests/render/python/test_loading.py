"""A card's file is run anew for each drawing, in a module that nobody finds afterwards."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from aggregator.render.python.loading import Program, load
from aggregator.render.python.typing_file import types_text
from tests.support.card_schema import card_schema
from tests.support.python_cards import HEAD, script, script_of, source

CELL = """
def cell():
    n = 0
    def more():
        nonlocal n
        n += 1
        return n
    return more
more = cell()
"""


def loaded(code: str) -> Program:
    card = source(code)
    return load(script_of(card), card.key, types_text(card, card_schema()))


def shown(program: Program) -> Any:
    """Draw once; the cards of these tests look at no data."""
    render: Callable[..., Any] = program.render()
    return render(None, None)


def test_nothing_is_left_among_the_modules_of_the_interpreter() -> None:
    before = set(sys.modules)
    loaded(script("return None")).render()
    with pytest.raises(ZeroDivisionError):
        loaded(script("return None") + "\n1 / 0\n").render()
    assert set(sys.modules) == before


def test_a_changed_file_is_another_module_and_the_first_stays_what_it_was() -> None:
    first = loaded(f"ANSWER = 1\n{HEAD}\ndef render(data, card): return ANSWER\n")
    second = loaded(f"ANSWER = 2\n{HEAD}\ndef render(data, card): return ANSWER\n")
    assert (shown(first), shown(second), shown(first)) == (1, 2, 1)


@pytest.mark.parametrize(
    ("top", "keep"),
    [
        ("SEEN = []", "SEEN.append(1); return len(SEEN)"),
        ("SEEN = {}", "SEEN[len(SEEN)] = 1; return len(SEEN)"),
        ("COUNT = 0", "global COUNT; COUNT += 1; return COUNT"),
        ("def seen(many=[]):\n    many.append(1)\n    return len(many)", "return seen()"),
        ("def seen(): return 0", "seen.n = getattr_(seen) + 1; return seen.n"),
        ("class Kept:\n    many = []", "Kept.many.append(1); return len(Kept.many)"),
        ("class Kept:\n    n = 0", "Kept.n += 1; return Kept.n"),
        (
            "from enum import Enum\nclass Kept(Enum):\n    A = 1",
            "Kept.A.many = Kept.A.__dict__.get('many', 0) + 1; return Kept.A.many",
        ),
        (
            CELL,
            "return more()",
        ),
        ("from itertools import count\nNUMBERS = count(1)", "return next(NUMBERS)"),
        (
            "from functools import lru_cache\n@lru_cache\ndef seen(): return [0]",
            "seen()[0] += 1; return seen()[0]",
        ),
    ],
)
def test_whatever_a_card_keeps_is_gone_at_the_next_drawing(top: str, keep: str) -> None:
    """Also what no check found: this is what two customers' cards have in common, nothing."""
    helper = "def getattr_(it): return it.n if 'n' in it.__dict__ else 0\n"
    body = "".join(f"    {line.strip()}\n" for line in keep.split(";"))
    program = loaded(f"{top}\n{helper}{HEAD}def render(data, card):\n{body}")
    assert (shown(program), shown(program), shown(program)) == (1, 1, 1)


def test_the_types_are_those_of_the_query_whatever_the_file_on_disk_says() -> None:
    card = source(script("return None"), types="class Trend: wrong = True")
    program = load(script_of(card), card.key, types_text(card, card_schema()))
    assert not hasattr(program.classes["Trend"], "wrong")


def test_dataclasses_and_annotations_of_a_cards_own_work() -> None:
    code = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "from typing import ClassVar\n"
        f"{HEAD}@dataclass(frozen=True, slots=True)\nclass Line:\n    most: ClassVar[int] = 3\n"
        "    words: str\n\n\ndef render(data, card):\n    return Line('x').words\n"
    )
    assert shown(loaded(code)) == "x"


@pytest.mark.parametrize("name", ["open", "getattr", "setattr", "vars", "globals", "type", "eval"])
def test_built_in_functions_that_reach_outside_are_not_there(name: str) -> None:
    program = loaded(f"{HEAD}def render(data, card):\n    return {name}\n")
    with pytest.raises(NameError, match=name):
        shown(program)


def test_the_librarys_own_imports_still_work() -> None:
    code = f"from datetime import datetime\n{HEAD}def render(data, card):\n"
    assert shown(loaded(f"{code}    return datetime.strptime('2026', '%Y').year\n")) == 2026
