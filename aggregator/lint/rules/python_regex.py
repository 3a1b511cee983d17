r"""A regular expression of a card is written out, and repeats nothing that can be read in two ways.

That is a repetition, `(a+)+`, or branches that begin alike, `(a|ab)*`. `(a+)+$` takes a second for
25 signs and a year for 50, and nothing can stop it meanwhile: the whole service waits. Write the
inner part without its own repetition, or possessive: `(a++)+`, `(?>a+)+`; let each branch begin
with another sign: `(ab?)*`.
A pattern made of values could be any pattern: put `re.escape` around nothing, search by `in`.
"""

import ast
from collections.abc import Iterator, Mapping

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule
from aggregator.render.python.names import imported, meaning
from aggregator.render.python.patterns import nested

TAKE_A_PATTERN = frozenset(
    f"re.{name}"
    for name in (
        *("compile", "findall", "finditer", "fullmatch", "match"),
        *("search", "split", "sub", "subn"),
    )
)


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    names, constants = imported(script.tree), _constants(script.tree)
    for node in ast.walk(script.tree):
        if not isinstance(node, ast.Call) or meaning(node.func, names) not in TAKE_A_PATTERN:
            continue
        given = next((each.value for each in node.keywords if each.arg == "pattern"), None)
        pattern = node.args[0] if node.args else given
        if pattern is None:
            continue
        text = _text(pattern, constants)
        if text is None:
            yield Violation(
                script.span(pattern), "Write the pattern out: made of values it can be any"
            )
            continue
        found = nested(text)
        if found is not None:
            message = f"{found} repeats what can be read in two ways: it can take for ever"
            hint = "Repeat once: (a++)+ or (?>a+)+; let each branch begin with another sign."
            yield Violation(script.span(pattern), message, hint=hint)


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """Give the texts, and the compiled patterns, that names at the top stand for."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            text = _text(node.value, found)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and text is not None:
                    found[target.id] = text
    return found


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bytes):
            return value.decode("latin-1")
        return value if isinstance(value, str) else None
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left, constants), _text(node.right, constants)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.Call) and node.args and _name(node.func) in {"compile", "escape"}:
        return _text(node.args[0], constants)  # of re.compile: judged where it stands
    return None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


RULE = Rule.of(__name__, __doc__, card=check)
