"""Components as lines that people read and compare: nothing of them is left out.

`badge "Past due" color=RED`; a row on one line, its columns apart; what a box holds, indented.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aggregator.domain.plain.response import CardAnswer

CONTEXT = 2
"""Lines that a difference shows around what differs."""

_LEADING = ("text", "plainText", "badgeLabel", "linkButtonLabel", "workflowButtonLabel")
_NAMED = ("color", "size", "spacingSize")
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def lines(answer: CardAnswer) -> list[str]:
    """Write all of an answer: how long it is kept, then its components."""
    kept = "Plain's setting" if answer.ttl is None else f"{answer.ttl} s"
    if answer.components is None:
        return [f"kept: {kept}", "hidden"]
    return [f"kept: {kept}", *_lines(answer.components, "")]


def line(component: Mapping[str, Any]) -> str:
    """Write one component on one line."""
    if len(component) != 1:
        return _written(component)
    ((wrapper, body),) = component.items()
    name = _name(wrapper)
    if not isinstance(body, Mapping):
        return f"{name} {_written(body)}"
    if wrapper == "componentRow":
        main, aside = body.get("rowMainContent"), body.get("rowAsideContent")
        return f"row: {_joined(main)} | {_joined(aside)}"
    return " ".join([name, *_fields(wrapper, body)])


def difference(before: CardAnswer, after: CardAnswer) -> list[str]:
    """Say how two answers differ: `- ` only before, `+ ` only after; empty when they do not."""
    old, new = lines(before), lines(after)
    if old == new:
        return []
    found: list[str] = []
    for mark in difflib.unified_diff(old, new, n=CONTEXT, lineterm=""):
        if mark.startswith("@@"):
            found += ["  ..."] if found else []
        elif not mark.startswith(("---", "+++")):
            found.append(f"{mark[0]} {mark[1:]}")
    return found


def _lines(components: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    for component in components:
        box = component.get("componentContainer")
        if isinstance(box, Mapping):
            yield f"{indent}box:"
            yield from _lines(box.get("containerContent") or (), f"{indent}  ")
        else:
            yield indent + line(component)


def _joined(components: object) -> str:
    if not isinstance(components, Sequence) or isinstance(components, str) or not components:
        return "-"
    return ", ".join(line(component) for component in components)


def _fields(wrapper: str, body: Mapping[str, Any]) -> Iterator[str]:
    leading = next((name for name in _LEADING if name in body), None)
    if leading is not None:
        yield _written(body[leading])
    for name, value in body.items():
        if name == leading:
            continue
        short = _short(name, wrapper)
        named = isinstance(value, str) and short in _NAMED and value.isalnum()
        yield f"{short}={value if named else _written(value)}"


def _written(value: object) -> str:
    """Write a value as JSON; what would steer a terminal or turn its text around, as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _name(wrapper: str) -> str:
    bare = wrapper.removeprefix("component")
    return _WORDS.sub(" ", bare).lower()


def _short(name: str, wrapper: str) -> str:
    """`badgeColor` of a badge is its colour; anything else is named in full."""
    bare = wrapper.removeprefix("component")
    prefix = bare[:1].lower() + bare[1:]
    rest = name.removeprefix(prefix)
    return rest[:1].lower() + rest[1:] if rest and rest != name else name
