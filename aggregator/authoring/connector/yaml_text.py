"""YAML as an author would write it: short tables in one line, a word behind what needs one.

    manifest_text({"name": "ERP", "batch": {"style": "ids-param", "max": Todo("how many")}})

Whatever a text holds, it is read again as that text: most of it comes from documents that others
wrote.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aggregator.domain.text import readable

WIDTH = 100
LONGEST_COMMENT = 160

_BARE = re.compile(r"[A-Za-z0-9/_.][A-Za-z0-9/_.@ -]*", re.ASCII)
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_LINES = re.compile(r"[\x20-\x7e]+(?:\n[\x20-\x7e]+)*\n?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Todo:
    """What is still to be said. `decide`: what there is to decide; `text`: what stands there."""

    decide: str = ""
    text: str = "TODO"


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with a word about it: why it is a guess."""

    value: "Tree"
    note: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A value that may be taken: it is written as a comment."""

    value: "Tree"


@dataclass(frozen=True, slots=True)
class Lines:
    """A text of several lines: a query."""

    text: str


Tree: TypeAlias = (
    "str | int | bool | Todo | Noted | Offered | Lines | Mapping[str, Tree] | list[Tree] | None"
)
"""What a manifest says. None is null."""


def manifest_text(tree: Mapping[str, Tree], heading: Sequence[str] = ()) -> str:
    """Write a whole file; each of `heading` is a comment before it."""
    lines = [f"# {comment(each)}".rstrip() for each in heading]
    return "\n".join([*lines, *_table(tree, "")]) + "\n"


def comment(text: str) -> str:
    """Make one line of a text that cannot end a comment, nor steer what shows it."""
    line = _ESCAPED.sub("", " ".join(readable(text).split()))
    return line if len(line) <= LONGEST_COMMENT else f"{line[: LONGEST_COMMENT - 3].rstrip()}..."


def scalar(value: str) -> str:
    """Write a text, in quotation marks where it would be read as something else."""
    bare = _BARE.fullmatch(value) is not None and value == value.strip()
    if bare and value.lower() != "null" and "TODO" not in value:
        return value
    return _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(found: "re.Match[str]") -> str:
    code = ord(found[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def _table(tree: Mapping[str, Tree], indent: str) -> Iterator[str]:
    for name, value in tree.items():
        yield from _entry(scalar(name), value, indent)


def _entry(name: str, value: Tree, indent: str) -> Iterator[str]:
    if isinstance(value, Offered):
        yield f"{indent}# {name}: {_flow(value.value)}"
        return
    if isinstance(value, Noted) and not isinstance(value.value, Mapping | list):
        yield f"{indent}{name}: {_flow(value.value)}{_remark([value.note])}"
        return
    if isinstance(value, Lines) and _LINES.fullmatch(value.text) and value.text[0] != " ":
        yield f"{indent}{name}: |"
        yield from (f"{indent}  {line}" for line in value.text.rstrip("\n").split("\n"))
        return
    notes = list(dict.fromkeys(_notes(value)))
    line = f"{indent}{name}: {_flow(value)}"
    flat = len(notes) <= 1 and len(line) <= WIDTH and not _holds_lines(value)
    if flat or not isinstance(value, Mapping | list | Noted):
        yield f"{line}{_remark(notes)}"
    elif isinstance(value, Noted):
        yield f"{indent}{name}:{_remark([value.note])}"
        yield from _inner(value.value, f"{indent}  ")
    else:
        yield f"{indent}{name}:"
        yield from _inner(value, f"{indent}  ")


def _inner(value: Tree, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _table(value, indent)
    elif isinstance(value, list):
        for each in value:
            yield f"{indent}- {_flow(each)}{_remark(list(_notes(each)))}"


def _flow(value: Tree) -> str:
    """Write a value in one line, its notes left out."""
    if isinstance(value, Mapping):
        shown = {name: each for name, each in value.items() if not isinstance(each, Offered)}
        return f"{{{', '.join(f'{scalar(name)}: {_flow(each)}' for name, each in shown.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(each) for each in value)}]"
    return _single(value)


def _single(value: Tree) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Todo):
        return value.text
    if isinstance(value, Noted | Offered):
        return _flow(value.value)
    return scalar(value.text if isinstance(value, Lines) else str(value))


def _notes(value: Tree) -> Iterator[str]:
    """Yield what is said about the values in it."""
    if isinstance(value, Todo):
        yield value.decide
    elif isinstance(value, Noted):
        yield value.note
        yield from _notes(value.value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _notes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _notes(each)


def _holds_lines(value: Tree) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_lines(each) or isinstance(each, Offered) for each in value.values())
    if isinstance(value, list):
        return any(map(_holds_lines, value))
    return isinstance(value, Lines)


def _remark(notes: Sequence[str]) -> str:
    said = "; ".join(comment(each) for each in notes if each)
    return f"  # {said}" if said else ""
