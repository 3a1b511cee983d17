"""What a rule says of itself: words, and nothing that it looks with."""

import inspect
import re
import textwrap
from dataclasses import dataclass

from aggregator.domain.severity import Severity

_EXAMPLE = re.compile(r"\n\nWrong:\n(?P<wrong>.*?)\n\nRight:\n(?P<right>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """What the rule is about, written twice: a whole query, or what a customer selects."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Description:
    """One code with its explanation.

    `serves`: a card with such a finding works nevertheless. Warnings and hints always do.
    """

    code: str
    explanation: str
    example: Example | None = None
    severity: Severity = Severity.ERROR
    serves: bool = False

    @classmethod
    def of(
        cls,
        name: str,
        explanation: str | None,
        severity: Severity = Severity.ERROR,
        *,
        serves: bool = False,
    ) -> "Description":
        """Make it of the name of a module, or of a code, and of a docstring."""
        text, example = _split(inspect.cleandoc(explanation or ""))
        code = name.rpartition(".")[2].replace("_", "-")
        return cls(code, text, example, severity, serves or severity is not Severity.ERROR)


def _split(docstring: str) -> tuple[str, Example | None]:
    """Part the words of a docstring from the example at its end."""
    found = _EXAMPLE.search(docstring)
    if found is None:
        return docstring, None
    wrong, right = (textwrap.dedent(found[name]).strip() for name in ("wrong", "right"))
    return docstring[: found.start()], Example(wrong, right)
