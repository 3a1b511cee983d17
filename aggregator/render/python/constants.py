"""What in a script cannot change, judged by how it is written."""

import ast
from collections.abc import Mapping, Sequence

from aggregator.render.python.names import meaning

_COMPUTING = "abs bool float frozenset int len max min pow range round str sum tuple".split()  # noqa: SIM905 -- read as words

MAKERS = frozenset(
    {
        "aggregator.render.python.Money",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "decimal.Decimal",
        "enum.auto",
        "fractions.Fraction",
        "re.compile",
        "typing.NewType",
        "typing.TypeVar",
        "zoneinfo.ZoneInfo",
        *_COMPUTING,
    }
)
"""What makes a value that cannot change."""

_FIELD = "dataclasses.field"
_DECORATORS = frozenset(
    {
        "classmethod",
        "dataclasses.dataclass",
        "enum.unique",
        "property",
        "staticmethod",
        "typing.final",
        "typing.overload",
        "typing.override",
    }
)
_OF_PARTS = (
    ast.Attribute,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Tuple,
    ast.UnaryOp,
)
_BASES = ("enum.", "typing.NamedTuple", "typing.Protocol", "typing.TypedDict")


def is_constant(node: ast.expr, names: Mapping[str, str]) -> bool:
    """Whether nobody can change what the expression gives; a dictionary if it is filled."""
    if isinstance(node, ast.Dict):
        return bool(node.keys) and _all([*node.keys, *node.values], names)
    return _is_fixed(node, names)


def _is_fixed(node: ast.expr, names: Mapping[str, str]) -> bool:
    if isinstance(node, ast.Constant | ast.Name | ast.Lambda | ast.Slice):
        return True
    if isinstance(node, ast.Call):
        return _is_made(node, names)
    if isinstance(node, ast.Subscript):
        # Of types: Sequence[str]; a list in it is that of Callable[[int], str].
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        parts = [
            it for each in inside for it in (each.elts if isinstance(each, ast.List) else [each])
        ]
        return _all([node.value, *parts], names)
    parts = [it for it in ast.iter_child_nodes(node) if isinstance(it, ast.expr)]
    return isinstance(node, _OF_PARTS) and _all(parts, names)


def _is_made(node: ast.Call, names: Mapping[str, str]) -> bool:
    maker = meaning(node.func, names) or ""
    given = [*node.args, *(each.value for each in node.keywords)]
    if maker == _FIELD:  # of a dataclass: what its factory makes is made for each object
        return _all(given, names)
    if maker not in MAKERS and not maker.startswith("math."):
        return False
    parts = [
        part
        for each in given
        for part in (each.elts if isinstance(each, ast.List | ast.Set) else [each])
    ]
    return _all(parts, names)


def _all(nodes: Sequence[ast.expr | None], names: Mapping[str, str]) -> bool:
    return all(node is not None and _is_fixed(node, names) for node in nodes)


def is_kept_class(node: ast.ClassDef, names: Mapping[str, str]) -> bool:
    """Whether a class and its objects cannot change: frozen, or an Enum, or an exception."""
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and meaning(mark.func, names) == "dataclasses.dataclass":
            return any(
                each.arg == "frozen" and getattr(each.value, "value", None) is True
                for each in mark.keywords
            )
    bases = [meaning(base, names) or "" for base in node.bases]
    return any(base.startswith(_BASES) or base.endswith(("Error", "Exception")) for base in bases)


def decorates(mark: ast.expr, names: Mapping[str, str]) -> bool:
    """Whether a decorator keeps nothing."""
    return meaning(mark.func if isinstance(mark, ast.Call) else mark, names) in _DECORATORS
