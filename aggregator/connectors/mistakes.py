"""What the model of a `connector.yaml` refuses, said in the words of its author."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from aggregator.connectors.places import Places
from aggregator.language.diagnostics import Violation
from aggregator.language.yaml_file import Scalar, Table
from aggregator.schema.near import meant

MISSING = "connector-missing"
VALUE = "connector-value"

UnknownWords = Sequence[tuple[Table, tuple[str, ...]]]
"""Tables with an unknown word, and what each probably meant."""

_QUOTED = re.compile(r"'([^']*)'")


def found_of(
    error: ErrorDetails, places: Places, unknown: UnknownWords
) -> Iterator[tuple[str, Violation]]:
    """Yield the code of a rule and what was found; nothing where an unknown word explains it."""
    at = error["loc"]
    kind = error["type"]
    if kind in ("missing", "union_tag_not_found"):
        yield from _missing(error, places, unknown)
        return
    if kind == "union_tag_invalid":
        at = (*at, _discriminator(error))
    word, node = places.node(at)
    name = f"`{word.text}`" if node is not places.root else "The file"
    if isinstance(node, Scalar) and node.text is None:
        yield VALUE, Violation(word, f"{name} has no value")
        return
    known = _known(error)
    if known:
        given = node.text if isinstance(node, Scalar) and node.text else ""
        what = f"{name} is one of {', '.join(known)}"
        yield VALUE, Violation(places.of(at), what, meant(given, known))
        return
    say = _SAID.get(kind)
    what = say(error.get("ctx", {})) if say else error["msg"]
    yield VALUE, Violation(places.of(at), f"{name}: {what}")


def _missing(
    error: ErrorDetails, places: Places, unknown: UnknownWords
) -> Iterator[tuple[str, Violation]]:
    loc = error["loc"]
    untold = error["type"] == "union_tag_not_found"
    lacking = _discriminator(error) if untold else str(loc[-1])
    word, node = places.node(loc if untold else loc[:-1])
    if any(table is node and lacking in near for table, near in unknown):
        return
    what = f"`{word.text}` lacks {lacking}" if node is not places.root else f"{lacking} is missing"
    yield MISSING, Violation(word, what)


def _discriminator(error: ErrorDetails) -> str:
    """The word that says which of several tables is meant."""
    return str(error.get("ctx", {}).get("discriminator", "")).strip("'")


def _known(error: ErrorDetails) -> list[str]:
    """The words that could stand there, where they are a closed list."""
    context = error.get("ctx", {})
    expected = context.get("expected" if error["type"] == "literal_error" else "expected_tags", "")
    return _QUOTED.findall(str(expected))


def _a_table(_: Mapping[str, Any]) -> str:
    return "a table stands here, words and their values"


_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "a text stands here, no list and no table",
    "string_too_short": lambda _: "it is empty",
    "greater_than_equal": lambda context: f"it is at least {context['ge']}",
    "value_error": lambda context: str(context["error"]),
    "int_type": lambda _: "it is no whole number",
    "too_short": lambda _: "it is empty",
    "tuple_type": lambda _: "a text or a list of texts stands here",
    "mapping_type": _a_table,
    "dict_type": _a_table,
    "model_type": _a_table,
    "model_attributes_type": _a_table,
}
