"""A card in Python imports what only computes: our builders, its types, and some of Python's own.

These are `aggregator.render.python` and, of the standard library, `bisect collections dataclasses
datetime decimal enum fractions functools heapq itertools math operator re statistics string
textwrap typing zoneinfo`.

A card reads and writes nothing: what it shows comes from its query. What needs another library is
logic, and logic is a tested field of the graph. The types are imported as
`from .usage_trend_types import UsageTrend`.
"""

import ast
from collections.abc import Iterator, Sequence

from graphql.pyutils import suggestion_list

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.script import Script, types_module
from aggregator.lint.rule import Rule
from aggregator.render.python.allowed import MODULES, may_import


def check(tree: Outline) -> Iterator[Found]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    types = types_module(tree.card.key)
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if not may_import(alias.name):
                    yield _found(script, alias, alias.name, MODULES)
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            if node.level and name != f".{types}":
                yield _found(script, node, name, [f".{types}"])
            elif not node.level and not may_import(name):
                yield _found(script, node, name, MODULES)


def _found(
    script: Script, node: ast.alias | ast.stmt, name: str, known: Sequence[str] | frozenset[str]
) -> Found:
    meant = suggestion_list(name, sorted(known))[:1]
    return Found(script.span(node), f"A card cannot import {name}", tuple(meant))


RULE = Rule.of(__name__, __doc__, card=check)
