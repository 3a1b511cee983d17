"""JMESPath, compiled once; plain dotted names skip the interpreter."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import jmespath
import jmespath.exceptions
import jmespath.functions
from jmespath.visitor import TreeInterpreter

from aggregator.domain.errors import ConnectorError

Getter = Callable[[Any], Any]
"""From decoded JSON to the value at a path: None where the path leads nowhere.

Raises `Unreadable` when a function of the path does not fit what it finds there, or when text, a
number or a list stands where the path goes on into an object: JMESPath's null for that would turn a
source that changed into "this customer has none".
"""

_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)

_FUNCTIONS = frozenset(jmespath.functions.Functions.FUNCTION_TABLE)


class Unreadable(ValueError):
    """A value is not what was declared. The message states the rule, never the value."""


def compile_path(path: str) -> Getter:
    """Return what reads `path`. ConnectorError: `path` is not JMESPath."""
    if _DOTTED.fullmatch(path):
        return _dotted(path.split("."))
    try:
        compiled = jmespath.compile(path)
    except jmespath.exceptions.JMESPathError as error:
        raise ConnectorError(
            f"The path {path!r} is not JMESPath{_where(error)}", path=path
        ) from None

    unknown = sorted(_functions(compiled.parsed) - _FUNCTIONS)
    if unknown:
        what = f"The path {path!r} calls {unknown[0]}(), which is no function of JMESPath"
        raise ConnectorError(what, path=path)

    through = [_dotted(names) for names in _chains(compiled.parsed)]
    # Kept: it refers to itself, so that one a value would be left to the collection of garbage.
    interpreter = TreeInterpreter()

    def interpret(value: Any) -> Any:
        for walk in through:
            walk(value)
        try:
            return interpreter.visit(compiled.parsed, value)
        except jmespath.exceptions.JMESPathError:
            # Its message quotes the value, which may be personal data.
            raise Unreadable("a function of the path does not fit the value") from None

    return interpret


def texts_in(path: str) -> set[str]:
    """Name the texts that a path itself has: what it compares with, or gives."""
    found: set[str] = set()
    for node in _nodes(jmespath.compile(path).parsed):
        if node["type"] == "literal" and isinstance(node["value"], str):
            found.add(node["value"])
    return found


def _functions(node: Any) -> set[str]:
    """Name the functions that a parsed path calls."""
    return {each["value"] for each in _nodes(node) if each["type"] == "function_expression"}


def _nodes(node: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a parsed path, and all parts of it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each["children"]


def _where(error: jmespath.exceptions.JMESPathError) -> str:
    """Say in a few words where a path stops making sense, where that is known."""
    if isinstance(error, jmespath.exceptions.IncompleteExpressionError):
        return ": something is missing at its end"
    at = getattr(error, "lex_position", getattr(error, "lexer_position", None))
    return "" if at is None else f": it stops making sense at its character {at + 1}"


def compile_null(path: str) -> Callable[[Any], bool]:
    """Return what tells whether null stands at `path`, or at a step on the way to it.

    Absent is not null here. Only plain dotted names are followed; elsewhere nothing is null.
    """
    names = path.split(".") if _DOTTED.fullmatch(path) else []

    def is_null(value: Any) -> bool:
        for name in names:
            if not isinstance(value, dict) or name not in value:
                return False
            value = value[name]
            if value is None:
                return True
        return False

    return is_null


def compile_there(path: str) -> Callable[[Any], bool]:
    """Return what tells whether a value has anything of what `path` reads first in it.

    An object that has none of the names a path begins with is another than was meant: where the
    path gives null for it, nothing was found out. A path that names a literal takes it as it comes.
    """
    first = _first_names(jmespath.compile(path).parsed)
    find = compile_path(path)

    def is_there(value: Any) -> bool:
        if first is None or value is None or value == []:
            return True
        if first:
            return isinstance(value, dict) and not first.isdisjoint(value)
        return find(value) is not None

    return is_there


def _first_names(node: Mapping[str, Any]) -> frozenset[str] | None:
    """Give the names that a path reads of the whole value; None: it may do without."""
    if node["type"] == "field":
        return frozenset((node["value"],))
    if node["type"] == "literal":
        return None
    parts = node["children"]
    if node["type"] not in _SAME_VALUE:
        return _first_names(parts[0]) if parts else frozenset()
    names = [_first_names(part) for part in parts if part["type"] != "expref"]
    if None in names and node["type"] in ("or_expression", "function_expression"):
        return None
    return frozenset[str]().union(*(each for each in names if each is not None))


_SAME_VALUE: Final = {
    "multi_select_list", "multi_select_dict", "key_val_pair", "function_expression",
    "or_expression", "and_expression", "not_expression", "comparator",
}  # fmt: skip
"""Parts of a JMESPath whose own parts all read the value that they are given."""


def _chains(node: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield each `a.b.c` that a parsed path reads from the whole value."""
    parts: Sequence[Mapping[str, Any]] = node["children"]
    if node["type"] == "subexpression" and all(part["type"] == "field" for part in parts):
        yield [part["value"] for part in parts]
    else:
        for part in parts if node["type"] in _SAME_VALUE else parts[:1]:
            yield from _chains(part)


def _dotted(names: Sequence[str]) -> Getter:
    if len(names) == 1:
        (name,) = names
        return lambda value: value.get(name) if isinstance(value, dict) else None
    *steps, last = names

    def walk(value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        for name in steps:
            value = value.get(name)
            if not isinstance(value, dict):
                return _nothing(value)
        return value.get(last)

    return walk


def _nothing(value: Any) -> None:
    """Take null for no object, and what some write for one: `[]` (PHP) and blank text."""
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return
    raise Unreadable("a step of the path is not an object")
