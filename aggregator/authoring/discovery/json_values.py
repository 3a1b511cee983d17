"""Records as they are, read as the fields of their object: what all of them have in common."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aggregator.authoring.discovery.found import MAX_FIELDS, DiscoveredField, FieldKind
from aggregator.authoring.discovery.guesses import counted_moment, moment_of, with_money
from aggregator.authoring.discovery.naming import step
from aggregator.domain.day import Day

MAX_RECORDS = 1_000
MAX_DEPTH = 2
MAX_VALUES = 5_000
"""Values of one field that are looked at."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
                     r"(Z|[+-][0-9]{2}:?[0-9]{2})?", re.ASCII)  # fmt: skip
_URL = re.compile(r"https?://[^\s/]+\S*", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}", re.ASCII)

_TEXTS = {"moment": _MOMENT, "url": _URL, "email": _EMAIL, "float_text": _DECIMAL}

_SECONDS = (10**9, 4 * 10**9)
"""What a number of seconds since 1970 is in our days; thousand times as much in milliseconds."""


def fields_of(records: Sequence[Any], deep: int = MAX_DEPTH) -> tuple[list[DiscoveredField], int]:
    """Give the fields that records have, and how many are left out."""
    values: dict[str, list[Any]] = {}
    for record in records[:MAX_VALUES]:
        for name, value in record.items() if isinstance(record, Mapping) else ():
            if name in values or len(values) <= MAX_FIELDS * 4:
                values.setdefault(name, []).append(value)
    found: list[DiscoveredField] = []
    left = max(0, len(values) - MAX_FIELDS)
    for name, given in list(values.items())[:MAX_FIELDS]:
        one = _field(name, given, deep)
        if one is None:
            left += 1
        else:
            found.append(one)
    return list(with_money(found)), left


def _field(name: str, values: Sequence[Any], deep: int) -> DiscoveredField | None:
    there = [each for each in values[:MAX_VALUES] if each is not None]
    many = bool(there) and all(isinstance(each, list) for each in there)
    if many:
        inner = [one for each in there for one in each[:MAX_VALUES]]
        there = [each for each in inner[:MAX_VALUES] if each is not None]
    base = DiscoveredField(name, step(name), "text", many=many)
    if not there:
        return _of(base, "unknown", note="the samples have nothing here")
    if all(isinstance(each, Mapping) for each in there):
        fields = [each for each in fields_of(there, deep - 1)[0] if each.kind != "unknown"]
        return _of(base, "part", tuple(fields)) if deep and fields else None
    if any(isinstance(each, Mapping | list) for each in there):
        return None
    return _scalar(base, there)


def _scalar(base: DiscoveredField, there: Sequence[Any]) -> DiscoveredField:
    kinds = {_kind(each) for each in there}
    if kinds == {"bigint", "float"}:
        kinds = {"float"}
    if kinds <= {"text", "url", "email", "moment", "float_text"} and len(kinds) > 1:
        kinds = {"text"}
    if len(kinds) > 1:
        return _of(base, "unknown", note="the samples have values of several kinds here")
    (kind,) = kinds
    if kind == "bigint" and moment_of(base.name):
        return counted_moment(_of(base, "bigint"), _unit(there))
    return _of(base, "float" if kind == "float_text" else kind)  # type: ignore[arg-type]


def _kind(value: Any) -> str:
    """Say what a value is; `float_text` is a number with two digits behind its point, as text."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "bigint" if isinstance(value, int) else "float"
    text = str(value)
    if Day.read(text):
        return "moment"
    return next((kind for kind, form in _TEXTS.items() if form.fullmatch(text)), "text")


def _unit(values: Sequence[Any]) -> str | None:
    low, high = _SECONDS
    if all(low <= each <= high for each in values):
        return "s"
    return "ms" if all(low * 1000 <= each <= high * 1000 for each in values) else None


def _of(
    base: DiscoveredField, kind: FieldKind, fields: tuple[DiscoveredField, ...] = (), note: str = ""
) -> DiscoveredField:
    return DiscoveredField(base.name, base.path, kind, base.many, fields=fields, note=note)


def strings(record: Any, before: str = "", deep: int = MAX_DEPTH) -> Iterator[tuple[str, str]]:
    """Yield each text of a record with its path."""
    for name, value in record.items() if isinstance(record, Mapping) else ():
        path = f"{before}{step(name)}"
        if isinstance(value, str):
            yield path, value
        elif deep and isinstance(value, Mapping):
            yield from strings(value, f"{path}.", deep - 1)
