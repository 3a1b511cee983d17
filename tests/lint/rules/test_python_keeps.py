import re

import pytest

from tests.support.python_cards import (
    HEAD,
    assert_script_fine,
    assert_script_found,
    checked,
    script,
)

_MARKS = re.compile("[⟦⟧]")
BODY = "return Card(customer and customer.name)"


@pytest.mark.parametrize(
    "top",
    [
        "KEPT = ⟦[]⟧",
        "KEPT: list[str] = ⟦[]⟧",
        "KEPT = ⟦{}⟧",
        "KEPT = ⟦{1, 2}⟧",
        "KEPT = ⟦dict()⟧",
        "KEPT = ⟦([],)⟧",
        "KEPT = ⟦{1: []}⟧",
        "from collections import defaultdict\nKEPT = ⟦defaultdict(list)⟧",
        "from itertools import count\nKEPT = ⟦count()⟧",
        "KEPT = ⟦[it for it in 'ab']⟧",
        "KEPT = ⟦(it for it in 'ab')⟧",
        "def more(): pass\nKEPT = ⟦more()⟧",
        "def more(seen=⟦[]⟧): pass",
        "def more(*, seen=⟦{}⟧): pass",
        "def more(): pass\n⟦more.kept⟧ = 1",
        "⟦class Kept:⟧\n    pass",
        "from dataclasses import dataclass\n@dataclass(frozen=False)\n⟦class Kept:⟧\n    a: int",
        "from enum import Enum\nclass Kept(Enum):\n    A = ⟦[]⟧",
        "from enum import Enum\nclass Kept(Enum):\n    A = 1\n    def f(self, b=⟦[]⟧): pass",
        "⟦for it in ():⟧\n    pass",
        "⟦if True:⟧\n    pass",
        "⟦print⟧".replace("print", "row('a')"),
        "def mine(it): return it\n@⟦mine⟧\ndef more(): pass",
        "from functools import partial\nKEPT = ⟦partial(row, 'a')⟧",
    ],
)
def test_what_would_outlive_a_drawing_is_found_at_its_line(top: str) -> None:
    code = f"{HEAD}{top}\n"
    found = checked(_MARKS.sub("", code) + script(BODY)[len(HEAD) :]).diagnostics
    kept = [each for each in found if each.code == "python-keeps"]
    assert [each.line for each in kept][:1] == [code[: code.index("⟦")].count("\n") + 1]
    assert not kept[0].serves


@pytest.mark.parametrize(
    "line",
    [
        "⟦customer.name⟧ = 'x'",
        "⟦row.kept⟧ = customer.name",
        "⟦Trend.kept⟧ = customer.name",
        "⟦card.kept⟧ = 1",
        "del ⟦customer.name⟧",
        "⟦row.kept⟧ += 1",
        "for ⟦row.kept⟧ in ():\n    pass",
    ],
)
def test_an_attribute_that_is_set_is_found(line: str) -> None:
    assert_script_found("python-keeps", script(f"{line}\nreturn None"))


@pytest.mark.parametrize(
    "line",
    [
        "⟦WORDS⟧['x'] = customer.name",
        "del ⟦WORDS⟧['x']",
        "⟦WORDS⟧.update(x=customer.name)",
        "⟦WORDS⟧.setdefault('x', [])",
        "⟦WORDS⟧ |= {}",
    ],
)
def test_a_constant_dictionary_that_is_written_is_found(line: str) -> None:
    code = "WORDS = {'a': 'b'}\n" + script(f"{line}\nreturn None")
    assert_script_found("python-keeps", code)


def test_constants_frozen_classes_and_what_is_made_while_drawing_are_fine() -> None:
    top = """
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

PERIOD, EARLY = timedelta(days=30), -timedelta(days=2)
DAY: int = 24 * 60 * 60
CENT = Decimal("0.01")
NAMES = ("a", "b")
SET = frozenset({"a", "b"})
WORD = re.compile(r"\\w+")
WORDS = {"a": "Letter A", "b": "Letter B"}
Rows = Sequence[str | None]
Write = Callable[[int], str]


class Level(StrEnum):
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Line:
    \"\"\"A line.\"\"\"

    words: str
    most: ClassVar[int] = 3
    parts: tuple[str, ...] = ()
    more: list[str] = field(default_factory=list)

    @property
    def long(self) -> bool:
        return len(self.words) > self.most


class Pair(NamedTuple):
    a: int
    b: int = 2


class Odd(ValueError):
    pass
"""
    body = (
        "seen = Counter()\nseen['a'] += 1\nlines = [Line(WORDS.get('a', ''))]\n"
        "lines.append(Line(WORDS['b']))\ntotal = {}\ntotal['a'] = 1\n"
        "return Card(*[it.words for it in lines])"
    )
    assert_script_fine("python-keeps", top.replace('\\"', '"') + script(body))
