"""The way back of a path: JSON in which a path finds a value.

For replies that are made up of a declaration. Not every JMESPath has a way back; what was put is
read again, so that whoever gets an answer here can rely on it.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import jmespath
import jmespath.exceptions
from jmespath.visitor import TreeInterpreter

from aggregator.mapping.paths import Unreadable, compile_path

_Node = Any
"""A part of a parsed path: jmespath has no public type for it."""


class NoWayBack(ValueError):
    """A path computes what it gives, so that nothing can be put where it leads."""


def place(whole: Any, path: str, value: Any) -> Any:
    """Give a copy of `whole` in which `path` finds `value`. Raises NoWayBack.

    What is on the way and not there is made; `path` is JMESPath that compiles.
    """
    made = _put(deepcopy(whole), jmespath.compile(path).parsed, value)
    try:
        found = compile_path(path)(made)
    except Unreadable:
        found = None
    if found != value or type(found) is not type(value):
        raise NoWayBack(f"`{path}` computes its value")
    return made


def switch_on(whole: Any, path: str) -> Any:
    """Give a copy of `whole` in which the condition before a path's `&&` holds. Raises NoWayBack.

    For `has_more && data[-1].id`, whose value is of a record and is not to be changed.
    """
    parsed: _Node = jmespath.compile(path).parsed
    if parsed["type"] != "and_expression":
        raise NoWayBack(f"`{path}` has no condition")
    made = _put(deepcopy(whole), parsed["children"][0], value=True)
    if not compile_path(path)(made):
        raise NoWayBack(f"`{path}` computes its value")
    return made


def _put(whole: Any, node: _Node, value: Any) -> Any:
    way = _WAYS.get(node["type"])
    if way is None:
        raise NoWayBack(f"a {node['type']} has no way back")
    return way(whole, node, value)


def _field(whole: Any, node: _Node, value: Any) -> Any:
    if whole is None:
        whole = {}
    if not isinstance(whole, dict):
        raise NoWayBack("something that is no object stands on the way")
    return {**whole, node["value"]: value}


def _steps(whole: Any, node: _Node, value: Any) -> Any:
    """Go down through all parts, and back up with what was put."""
    return _down(whole, node["children"], value)


def _down(whole: Any, parts: Sequence[_Node], value: Any) -> Any:
    first, *rest = parts
    if not rest:
        return _put(whole, first, value)
    return _put(whole, first, _down(_read(first, whole), rest, value))


def _index(whole: Any, node: _Node, value: Any) -> Any:
    listed = [] if whole is None else whole
    if not isinstance(listed, list) or node["value"] not in (0, -1):
        raise NoWayBack("an item of a list that is not there")
    if not listed:
        return [value]
    at = node["value"]
    return [value, *listed[1:]] if at == 0 else [*listed[:-1], value]


def _same(_whole: Any, _node: _Node, value: Any) -> Any:
    return value


def _first_part(whole: Any, node: _Node, value: Any) -> Any:
    """Put where the first part leads: what follows leaves out or flattens."""
    return _put(whole, node["children"][0], value)


def _either(whole: Any, node: _Node, value: Any) -> Any:
    for part in node["children"]:
        try:
            return _put(whole, part, value)
        except NoWayBack:
            continue
    raise NoWayBack("none of the parts has a way back")


def _both(whole: Any, node: _Node, value: Any) -> Any:
    left, right = node["children"]
    made = _put(whole, right, value)
    return made if _read(left, made) else _put(made, left, True)


def _called(whole: Any, node: _Node, value: Any) -> Any:
    if node["value"] != "to_string" or not isinstance(value, str):
        raise NoWayBack(f"{node['value']}() has no way back")
    return _put(whole, node["children"][0], value)


def _read(node: _Node, whole: Any) -> Any:
    try:
        return TreeInterpreter().visit(node, whole)
    except jmespath.exceptions.JMESPathError:
        return None


_WAYS = {
    "field": _field,
    "subexpression": _steps,
    "index_expression": _steps,
    "index": _index,
    "pipe": _steps,
    "identity": _same,
    "current": _same,
    "or_expression": _either,
    "and_expression": _both,
    "function_expression": _called,
    "filter_projection": _first_part,
    "projection": _first_part,
    "flatten": _first_part,
}
