"""A card in Python computes, and does nothing else: the same data is shown the same way.

Of the built-in names it uses those that compute: none that opens, prints, runs code or reads an
attribute by a name (`open print eval exec getattr type vars`). It changes nothing that outlives it
(`global`), and asks no clock: `card.now` is the moment it is drawn, also in a case of last year.

An `except` without a type, or of BaseException, or a `return` in a `finally` would hold up what
stops a card that runs too long, and would take a field that failed for one that is there.
"""

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule
from aggregator.render.python.allowed import BUILTINS
from aggregator.render.python.names import bound

CLOCKS = frozenset({"now", "utcnow", "today"})
OF_CLOCKS = frozenset({"datetime", "date"})


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    mine = set(bound(script.tree))
    handlers = [node for node in ast.walk(script.tree) if isinstance(node, ast.ExceptHandler)]
    taken = {each for handler in handlers if handler.type for each in ast.walk(handler.type)}
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Name) and node not in taken and _is_outside(node.id, mine):
            yield Violation(script.span(node), f"A card cannot use {node.id}: it only computes")
        elif isinstance(node, ast.Attribute) and _is_clock(node):
            message = "A card asks no clock: the moment it is drawn is card.now"
            yield Violation(script.span(node), message, ("card.now",))
        elif isinstance(node, ast.Global):
            yield Violation(script.span(node), "A card keeps nothing from one drawing to the next")
        elif isinstance(node, ast.ExceptHandler) and _takes_all(node):
            message = "This except takes what must stop the card too: name what it is for"
            yield Violation(script.span(node), message, ("except ValueError:",))
        elif isinstance(node, ast.Try):
            for leaves in _leaving(node.finalbody):
                message = "Leaving a finally takes what must stop the card too"
                yield Violation(script.span(leaves), message, hint="Leave behind the try instead.")


def _is_outside(name: str, mine: Collection[str]) -> bool:
    """Whether a name is Python's own and does more than compute."""
    return name not in mine and name not in BUILTINS and hasattr(builtins, name)


def _leaving(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return | ast.Break | ast.Continue):
                yield inner


def _is_clock(node: ast.Attribute) -> bool:
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return node.attr in CLOCKS and name in OF_CLOCKS


def _takes_all(node: ast.ExceptHandler) -> bool:
    if node.type is None:
        return True
    types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(isinstance(each, ast.Name) and each.id == "BaseException" for each in types)


RULE = Rule.of(__name__, __doc__, card=check)
