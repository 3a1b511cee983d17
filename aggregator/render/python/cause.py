"""What can be told of an exception in a card: never a word that a customer's data could be in."""

import ast
import traceback
from dataclasses import dataclass
from typing import Final

from aggregator.domain.money import MixedCurrencies
from aggregator.language.script import Script

ABOUT_CODE: Final = frozenset(
    {
        AttributeError,
        IndexError,
        MixedCurrencies,
        NameError,
        RecursionError,
        TypeError,
        UnboundLocalError,
        ZeroDivisionError,
    }
)
"""Exceptions whose messages are about types and names, unless a card raises them by itself.

No ValueError and no KeyError: they tell the value.
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """`error`: its type; `line` of the card's file; `words`: what it says, where that is safe."""

    error: str
    line: int | None = None
    words: str | None = None


def cause_of(error: BaseException, script: Script) -> Cause:
    """Say of what an exception came, and which line of the script it came through last."""
    came = traceback.extract_tb(error.__traceback__)
    lines = [each.lineno for each in came if each.filename == str(script.path)]
    line = lines[-1] if lines else None
    own = bool(came) and came[-1].filename == str(script.path) and line in _raising(script)
    safe = type(error) in ABOUT_CODE and not own
    return Cause(type(error).__name__, line, str(error) if safe else None)


def _raising(script: Script) -> frozenset[int]:
    """Number the lines of the statements by which the script raises, and asserts, by itself."""
    return frozenset(
        line
        for node in ast.walk(script.tree or ast.Module([], []))
        if isinstance(node, ast.Raise | ast.Assert)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )
