"""What a rule says of itself, read from its file: nothing of what it looks with is loaded.

`explain` prints words that stand in docstrings. The rules themselves bring GraphQL along, which
takes ten times as long to load as these words to read.
"""

import ast
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from aggregator.domain.severity import Severity
from aggregator.lint import rules
from aggregator.lint.description import Description
from aggregator.lint.elsewhere import OF_A_CHANGE, OF_FILES
from aggregator.lint.of_connectors import OF_CONNECTORS
from aggregator.lint.of_types import OF_TYPES


@cache
def all_descriptions() -> Mapping[str, Description]:
    """Every rule's words by its code, sorted."""
    names = (module.name for module in pkgutil.iter_modules(rules.__path__))
    looking = (_read(Path(rules.__path__[0], f"{name}.py")) for name in names)
    tables = (*OF_FILES, *OF_A_CHANGE, *OF_CONNECTORS, *OF_TYPES)
    found = {each.code: each for each in (*looking, *tables)}
    return dict(sorted(found.items()))


def _read(file: Path) -> Description:
    """Read a rule's file. Raises ValueError where its RULE is not written as all of them are."""
    module = ast.parse(_words_and_rule(file.read_text(encoding="utf-8")))
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


def _words_and_rule(text: str) -> str:
    """Take a rule's docstring and its RULE: to read the rest as Python would take most of the time.

    "" where one is not there.
    """
    words, of_docstring, _ = text.partition('"""\n')
    rule = text.rfind("\nRULE = Rule.of(")
    return f"{words}{of_docstring}{text[rule:]}" if of_docstring and rule >= 0 else ""


def _severity(given: Sequence[ast.expr]) -> Severity:
    """Take the third argument of `Rule.of`."""
    match given:
        case [_, _, ast.Attribute(ast.Name("Severity"), name)]:
            return Severity[name]
        case _:
            return Severity.ERROR
