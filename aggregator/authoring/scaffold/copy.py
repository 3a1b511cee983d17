"""A new card from another one: its file, its Python and its cases under the new key."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, Node, OperationDefinitionNode, Source

from aggregator.authoring.cases.files import cases_of, read_json
from aggregator.authoring.scaffold.looks import quoted
from aggregator.authoring.scaffold.names import ScaffoldError, operation_name
from aggregator.language.outline import argument
from aggregator.language.script import read_script, script_path, types_module, types_path
from aggregator.language.source import SharedFragments, as_card, parse_text, read_card, read_file
from aggregator.language.span import whole_span
from aggregator.render.python.typing_file import class_name, types_text

_Change = tuple[int, int, str]
"""From where to where in the text, and what is put there."""


def card_like(other: Path, key: str, title: str, ttl: str | None) -> str:
    """Give the text of the card in `other` with the new names. Raises ScaffoldError."""
    file = read_file(other)
    definitions = file.document.definitions if file.document else ()
    operation = next(
        (each for each in definitions if isinstance(each, OperationDefinitionNode)), None
    )
    directive = next(
        (each for each in (operation and operation.directives) or () if each.name.value == "card"),
        None,
    )
    if operation is None or directive is None:
        raise ScaffoldError(f"{other} is not a card as it is. Fix: aggregator check says why")
    changes: list[_Change] = []
    name = operation.name
    if name is not None:
        changes.append(_change(name, operation_name(key)))
    for wanted, text in (("title", title), ("ttl", ttl)):
        given = argument(directive, wanted)
        if text is None:
            continue
        if given is not None:
            changes.append(_change(given.value, quoted(text)))
        else:
            end = _place(directive)[1] - 1
            changes.append((end, end, f", {wanted}: {quoted(text)}"))
    text = file.text
    for start, end, instead in sorted(changes, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def python_like(
    other: Path, file: Path, text: str, schema: GraphQLSchema, shared: SharedFragments
) -> dict[Path, str]:
    """Give the Python beside the card in `other` for the new card, and its types; nothing if none.

    `file` and `text` are the new card's. What is named after the query is named after the new one.
    """
    script = read_script(other)
    if script is None:
        return {}
    before = read_card(other, "", shared)
    after = as_card(parse_text(file, Source(text, str(file))), "", shared)
    names = {
        class_name(before): class_name(after),
        types_module(before.key): types_module(after.key),
    }
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return {
        script_path(file): words.sub(lambda it: names[it[0]], script.text),
        types_path(file): types_text(after, schema),
    }


def cases_like(other: Path, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the name and the body of each case of the card in `other`, asked of the new card."""
    for case in cases_of(other):
        body = read_json(case.path)
        request = body.get("request")
        if isinstance(request, Mapping):
            body["request"] = {**request, "cardKeys": [key]}
        yield case.name, body


def _change(node: Node, instead: str) -> _Change:
    return (*_place(node), instead)


def _place(node: Node) -> tuple[int, int]:
    span = whole_span(node)
    return span.start, span.end
