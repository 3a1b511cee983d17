"""A statement with `:names` in it, as each database wants it: values are bound, never written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

KEYS = "keys"

_PART = re.compile(
    r"""(?P<kept>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|::)
    |=\s*ANY\s*\(\s*:(?P<any>keys)\s*\)
    |(?<![\w:\]]):(?P<name>[a-z_][a-z0-9_]*)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def names_of(sql: str) -> Iterator[str]:
    """Yield the names in a statement, outside its texts and comments."""
    for found in _PART.finditer(sql):
        if found["any"] or found["name"]:
            yield KEYS if found["any"] else found["name"]


def without_texts(sql: str) -> str:
    """Leave out what a statement has in quotation marks, and its comments."""
    return _PART.sub(lambda found: "" if found["kept"] else found[0], sql)


def for_postgres(sql: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Write `$1` for each name; `= ANY(:keys)` takes all keys as one value, `IN (:keys)` each."""
    bound: list[Any] = []
    numbers: dict[str, str] = {}

    def one(value: Any) -> str:
        bound.append(value)
        return f"${len(bound)}"

    def put(found: "re.Match[str]") -> str:
        if found["kept"]:
            return found[0]
        if found["any"]:
            numbers.setdefault("= any", one(list(values[KEYS])) if "= any" not in numbers else "")
            return f"= ANY({numbers['= any']})"
        name = found["name"]
        if name not in numbers:
            many = map(one, values[KEYS])
            numbers[name] = ",".join(many) if name == KEYS else one(values.get(name))
        return numbers[name]

    return _PART.sub(put, sql), bound


def for_sqlite(sql: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Write `?` for each name, and for each of the keys; `= ANY(:keys)` becomes `IN (?,?)`."""
    bound: list[Any] = []

    def put(found: "re.Match[str]") -> str:
        if found["kept"]:
            return found[0]
        if found["any"] or found["name"] == KEYS:
            bound.extend(values[KEYS])
            marks = ",".join("?" * len(values[KEYS]))
            return f" IN ({marks})" if found["any"] else marks
        bound.append(values.get(found["name"]))
        return "?"

    return _PART.sub(put, sql), bound
