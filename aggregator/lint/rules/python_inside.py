"""A card in Python uses values by what they offer, and does not reach into them.

No name behind a dot begins with `_`, none is one of the interpreter's own (`gi_frame`,
`f_globals`, `tb_frame`, `mro`), and text is put together by f-strings: `.format` reads any
attribute that its text names. By such ways a card could come to what is not its customer's.
"""

import ast
from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.script import Script
from aggregator.lint.rule import Rule
from aggregator.render.python.allowed import INSIDE, METHODS

FORMATS = {"format", "format_map"}


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Attribute) and _is_inside(node.attr):
            yield _found(script, node, node.attr)
        elif isinstance(node, ast.MatchClass):
            for name in filter(_is_inside, node.kwd_attrs):
                yield _found(script, node.cls, name)
        elif isinstance(node, ast.Name) and node.id.startswith("__"):
            yield _found(script, node, node.id)
        elif isinstance(node, ast.alias) and (node.asname or "").startswith("__"):
            yield _found(script, node, str(node.asname))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and (
            node.name.startswith("__") and node.name not in METHODS
        ):
            yield _found(script, node, node.name)


def _is_inside(name: str) -> bool:
    return name.startswith("_") or name in INSIDE


def _found(script: Script, node: ast.expr | ast.stmt | ast.alias, name: str) -> Violation:
    if name in FORMATS:
        message = f"A card does not use .{name}: it reads any attribute that its text names"
        return Violation(script.span(node), message, hint='Write an f-string: f"{name} of {plan}".')
    return Violation(
        script.span(node), f"A card does not reach inside of values: {name} is not its own"
    )


RULE = Rule.of(__name__, __doc__, card=check)
