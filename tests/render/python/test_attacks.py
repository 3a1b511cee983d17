"""Ways out of a card that only computes, as an attacker tries them: all found before it runs."""

import pytest

from aggregator.lint.check import check_card
from aggregator.render.python import drawing
from tests.support.card_schema import card_schema
from tests.support.python_cards import checked, script, source

TOPS = [
    "import typing\ntyping.sys.modules['os'].system('true')",
    "from typing import sys",
    "import re\nre.enum.sys.modules",
    "import dataclasses as d\nX = d.sys",
    "from statistics import *",
    "import functools\n@functools.lru_cache\ndef kept(): return []",
    "from functools import cache",
    "from functools import wraps",
    "from operator import attrgetter",
    "import operator\nX = operator.methodcaller('x')",
    "from string import Formatter",
    "from typing import get_type_hints",
    "from dataclasses import make_dataclass",
    "from decimal import getcontext",
    "import collections.abc",
    "from aggregator.render.python import builders",
    "from aggregator.render.python.builders import clamp",
    "from .card_types import __dict__",
    "from .card_types import *",
    "import math as m\nX = (m,)",
    "print('x')",
    "class Kept:\n    many: list = []",
]
BODIES = [
    "().__class__.__base__.__subclasses__()",
    "row.__globals__",
    "row.__wrapped__",
    "x = getattr(row, '__glo' + 'bals__')",
    "x = '{0.__globals__}'.format(row)",
    "x = str.format('{0.__globals__}', row)",
    "x = '{a.__globals__}'.format_map({'a': row})",
    "x = (i for i in ()).gi_frame.f_back.f_globals",
    "x = vars(card)",
    "x = type('X', (), {})",
    "x = card._frame.failures",
    "row.kept = customer.name",
    "Trend.kept = customer.name",
    "x = [customer.name for Trend.kept in (1,)]",
    "with customer as Trend.kept:\n    pass",
    "match row:\n    case Card(__globals__=x):\n        pass",
    "x = __builtins__",
    "import os",
    "global kept\nkept = customer.name",
    "x = object.__new__(Card)",
    "x = lambda seen=[]: seen",
    "try:\n    1 / 0\nexcept ArithmeticError as error:\n    x = error.__traceback__.tb_frame",
    "try:\n    pass\nfinally:\n    return None",
    "async def later():\n    pass\nx = later().cr_frame",
    "x = super",
    "delattr(row, 'x')",
]


@pytest.mark.parametrize("top", TOPS)
def test_no_way_out_at_the_top_of_a_file(top: str) -> None:
    assert not checked(f"{top}\n{script('return None')}").serves


@pytest.mark.parametrize("body", BODIES)
def test_no_way_out_within_a_function(body: str) -> None:
    assert not checked(script(f"{body}\nreturn None")).serves


def test_a_check_runs_nothing_of_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a pull request may have it checked; only what serves is run."""

    def runs(*_: object) -> object:
        raise AssertionError("the card's Python was run")

    monkeypatch.setattr(drawing, "load", runs)
    seen = check_card(source(script("return None")), card_schema())
    assert seen.diagnostics == ()
    assert seen.compiled is None
