"""What the names of a script mean: `from re import match as m` makes `m` mean `re.match`."""

import ast
from collections.abc import Iterator, Mapping


def imported(tree: ast.Module) -> Mapping[str, str]:
    """Give each name that an import binds, anywhere, and what it means."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = alias.name
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                found[alias.asname or alias.name] = f"{module}.{alias.name}"
    return found


def meaning(node: ast.expr, names: Mapping[str, str]) -> str | None:
    """Say what an expression of names and dots means: `dt.timedelta` is `datetime.timedelta`."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = meaning(node.value, names)
        return None if owner is None else f"{owner}.{node.attr}"
    return None


def bound(tree: ast.Module) -> Iterator[str]:
    """Yield every name that anything in the script gives a meaning to, in whatever scope."""
    yield from imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        elif type(node).__name__ in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
            yield str(getattr(node, "name", ""))  # of `def first[T](...)`, since Python 3.12
