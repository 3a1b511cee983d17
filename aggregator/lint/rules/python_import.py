"""A card in Python imports what only computes: our builders, its types, and some of Python's own.

These are `aggregator.render.python` and, of the standard library, `bisect collections dataclasses
datetime decimal enum fractions functools heapq itertools math operator re statistics string
textwrap typing zoneinfo`; of each the names that only compute. Not `lru_cache`, which keeps what
one customer's card came to, nor `attrgetter`, which reads any attribute.

A card reads and writes nothing: what it shows comes from its query. What needs another library is
logic, and logic is a tested field of the graph. The types are imported as
`from .usage_trend_types import UsageTrend`.
"""

import ast
from collections.abc import Iterable, Iterator

from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.script import Script, types_module
from aggregator.lint.rule import Rule
from aggregator.render.python.allowed import MODULES, may_import
from aggregator.render.python.names import imported


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    types = f".{types_module(tree.card.key)}"
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if not may_import(alias.name):
                    yield _found(script, alias, alias.name, MODULES)
                elif "." in alias.name:
                    yield _whole(script, alias)
        elif isinstance(node, ast.ImportFrom):
            yield from _names(script, node, types)
    yield from _used(script, script.tree)


def _names(script: Script, node: ast.ImportFrom, types: str) -> Iterator[Violation]:
    """Look at `from module import names`."""
    name = "." * node.level + (node.module or "")
    if node.level and name != types:
        yield _found(script, node, name, [types])
    elif not node.level and not may_import(name):
        yield _found(script, node, name, MODULES)
    else:
        for alias in node.names:
            ours = node.level and not alias.name.startswith("_") and alias.name != "*"
            if not ours and not may_import(name, alias.name):
                yield _found(script, alias, f"{alias.name} from {name}", MODULES.get(name, ()))


def _used(script: Script, tree: ast.Module) -> Iterator[Violation]:
    """Hold `module.name` to the same list; a module is not handed on as a value."""
    modules = {name: full for name, full in imported(tree).items() if full in MODULES}
    behind: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            behind.add(id(node.value))
            full = modules.get(node.value.id)
            if full is not None and not may_import(full, node.attr):
                yield _found(script, node, f"{node.attr} from {full}", MODULES[full])
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in modules and id(node) not in behind:
            message = f"The module {node.id} is no value: name what you use of it"
            yield Violation(script.span(node), message)


def _whole(script: Script, alias: ast.alias) -> Violation:
    fix = f"from {alias.name} import"
    return Violation(script.span(alias), f"Name what you use: {fix} ...", (fix,))


def _found(
    script: Script, node: ast.alias | ast.stmt | ast.expr, name: str, known: Iterable[str]
) -> Violation:
    meant = suggestion_list(name.partition(" ")[0], sorted(known))[:1]
    return Violation(script.span(node), f"A card cannot import {name}", tuple(meant))


RULE = Rule.of(__name__, __doc__, card=check)
