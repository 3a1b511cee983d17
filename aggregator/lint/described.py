"""What a rule says of itself, read from its file: nothing of what it looks with is loaded.

`explain` prints words that stand in docstrings. The rules themselves bring GraphQL along, which
takes ten times as long to load as these words to read.
"""

import ast
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator.domain.severity import Severity
from aggregator.lint import rules

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
        cls, module: str, docstring: str | None, severity: Severity, *, serves: bool
    ) -> "Description":
        """Make it of a module's name and docstring, and of what its `RULE` says."""
        text, example = _split(inspect.cleandoc(docstring or ""))
        code = module.rpartition(".")[2].replace("_", "-")
        return cls(code, text, example, severity, serves or severity is not Severity.ERROR)


@cache
def all_descriptions() -> Mapping[str, Description]:
    """Every rule's words by its code, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    read = (_read(Path(rules.__path__[0], f"{name}.py")) for name in names)
    return {description.code: description for description in read}


def _read(file: Path) -> Description:
    """Read a rule's file. Raises ValueError where its RULE is not written as all of them are."""
    module = ast.parse(file.read_bytes())
    for statement in module.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name("RULE")],
                value=ast.Call(func=ast.Attribute(ast.Name("Rule"), "of"), args=given) as call,
            ):
                words = {each.arg: each.value for each in call.keywords}
                serves = words.get("serves")
                return Description.of(
                    file.stem,
                    ast.get_docstring(module),
                    _severity(given),
                    serves=isinstance(serves, ast.Constant) and serves.value is True,
                )
    raise ValueError(f"{file.name} has no RULE = Rule.of(__name__, __doc__, ...)")


def _severity(given: Sequence[ast.expr]) -> Severity:
    """Take the third argument of `Rule.of`."""
    match given:
        case [_, _, ast.Attribute(ast.Name("Severity"), name)]:
            return Severity[name]
        case _:
            return Severity.ERROR


def _split(docstring: str) -> tuple[str, Example | None]:
    """Part the words of a docstring from the example at its end."""
    found = _EXAMPLE.search(docstring)
    if found is None:
        return docstring, None
    wrong, right = (textwrap.dedent(found[name]).strip() for name in ("wrong", "right"))
    return docstring[: found.start()], Example(wrong, right)
