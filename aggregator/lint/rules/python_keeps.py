"""A card in Python keeps nothing: at its top stand imports, functions, constants and few classes.

A constant is a literal that nobody can change (a tuple, not a list; a frozenset, not a set), one
computed of such, or a dictionary that is only read. A class is an Enum, an exception, a NamedTuple
or a dataclass with `frozen=True`. A default argument is a constant too, and no attribute is set.
What a card kept would be shown at the next customer, so each drawing begins with the file as it is
written, and what seems to be kept is a mistake.
"""

import ast
from collections.abc import Iterator, Mapping

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.script import Script
from aggregator.lint.rule import Rule
from aggregator.render.python.constants import decorates, is_constant, is_kept_class
from aggregator.render.python.names import imported

READS = {"copy", "get", "items", "keys", "values"}
"""What may be called of a constant dictionary."""


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    names = imported(script.tree)
    for statement in script.tree.body:
        yield from _top(script, statement, names)
    yield from _anywhere(script, script.tree, names)


def _top(script: Script, node: ast.stmt, names: Mapping[str, str]) -> Iterator[Violation]:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Pass):
        return
    if isinstance(node, ast.ClassDef):
        yield from _class(script, node, names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        yield from _constant(script, node, names)
    elif type(node).__name__ != "TypeAlias" and not _is_words(node):
        message = "At the top of a card stand imports, functions, classes and constants"
        yield Violation(script.span(node), message, hint="Do this in render.")


def _class(script: Script, node: ast.ClassDef, names: Mapping[str, str]) -> Iterator[Violation]:
    if not is_kept_class(node, names):
        message = f"{node.name} can change: a card's class is an Enum or a frozen dataclass"
        yield Violation(script.span(node), message, ("@dataclass(frozen=True)",))
    for inner in node.body:
        yield from _top(script, inner, names)


def _constant(
    script: Script, node: ast.Assign | ast.AnnAssign, names: Mapping[str, str]
) -> Iterator[Violation]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        plain = target.elts if isinstance(target, ast.Tuple) else [target]
        if not all(isinstance(each, ast.Name) for each in plain):
            yield Violation(script.span(target), "At the top of a card only names are given values")
    if node.value is not None and not is_constant(node.value, names):
        yield _kept(script, node.value)


def _kept(script: Script, node: ast.expr) -> Violation:
    hint = "A tuple or a frozenset cannot change; what is computed is computed in render."
    message = "This could be changed, and a card keeps nothing from one drawing to the next"
    return Violation(script.span(node), message, hint=hint)


def _anywhere(script: Script, tree: ast.Module, names: Mapping[str, str]) -> Iterator[Violation]:
    tables = set(_tables(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield Violation(
                script.span(node), "A card sets no attribute: what it is given stays as it is"
            )
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            given = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
            yield from (_kept(script, each) for each in given if not is_constant(each, names))
        written = _written(node)
        if isinstance(written, ast.Name) and written.id in tables:
            message = (
                f"{written.id} is a constant: a card keeps nothing from one drawing to the next"
            )
            yield Violation(script.span(written), message)
        for mark in getattr(node, "decorator_list", ()):
            if not decorates(mark, names):
                message = (
                    "A card's functions are what is written: this decorator could keep something"
                )
                yield Violation(script.span(mark), message)


def _tables(tree: ast.Module) -> Iterator[str]:
    """Name the constants that are dictionaries."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name))


def _written(node: ast.AST) -> ast.expr | None:
    """Give what a piece of code changes, or may: the dictionary of `TABLE[key] = value`."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return node.value
    if isinstance(node, ast.AugAssign):
        return node.target
    if isinstance(node, ast.Attribute) and node.attr not in READS:
        return node.value
    return None


def _is_words(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


RULE = Rule.of(__name__, __doc__, card=check)
