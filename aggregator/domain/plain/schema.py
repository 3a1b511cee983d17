"""The JSON Schema of Plain's response, made from the table of components.

It is as strict as `validate`: an unknown or deprecated member of a component is refused, members
beside `cards` or beside a card's own are not, for Plain ignores them. What a JSON Schema cannot say
is told in the `description` of the document.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.domain.plain import limits
from aggregator.domain.plain.wire import BRANCHES, INSIDE, LEAVES, WireContent, WireField

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_SAID_ONLY_HERE: Final = (
    "What Plain reads as the answer to a request for cards. A JSON Schema cannot say: that "
    "every requested key is answered, once; that lengths are counted in UTF-16 units (an emoji "
    "counts 2); that a moment's day exists; that a host's A-label (xn--...) stands for a name."
)


def response_schema() -> dict[str, Any]:
    """Give the schema as JSON."""
    wrappers = {**LEAVES, **BRANCHES}
    return {
        "$schema": _DIALECT,
        "title": "Plain customer cards: the response",
        "description": _SAID_ONLY_HERE,
        "type": "object",
        "required": ["cards"],
        "properties": {"cards": {"type": "array", "items": {"$ref": "#/$defs/card"}}},
        "$defs": {
            "card": _card(),
            **{name: _wrapper(name) for name in wrappers},
            **{f"{name}Content": _any_of(wrappers, allowed) for name, allowed in INSIDE.items()},
            "component": _any_of(wrappers, wrappers),
        },
    }


def schema_text() -> str:
    """Give the schema as it lies in a file."""
    return json.dumps(response_schema(), indent=2, ensure_ascii=False) + "\n"


def _card() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["key", "components"],
        "properties": {
            "key": {"type": "string"},
            "timeToLiveSeconds": {
                "description": "Absent or null: the card's own setting in Plain.",
                "type": ["integer", "null"],
                "minimum": limits.TTL_MIN,
                "maximum": limits.TTL_MAX,
            },
            "components": {
                "description": "Null and [] hide the card.",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/component"},
            },
        },
    }


def _any_of(names: Iterable[str], allowed: Iterable[str]) -> dict[str, Any]:
    chosen = set(allowed)
    return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names if name in chosen]}


def _wrapper(name: str) -> dict[str, Any]:
    body = _leaf(LEAVES[name]) if name in LEAVES else _branch(name, BRANCHES[name])
    return _object({name: body}, [name])


def _leaf(fields: Iterable[WireField]) -> dict[str, Any]:
    listed = tuple(fields)
    properties = {it.name: it.value.schema() if it.required else _or_null(it) for it in listed}
    return _object(properties, [it.name for it in listed if it.required])


def _or_null(field: WireField) -> dict[str, Any]:
    return {"anyOf": [field.value.schema(), {"type": "null"}]}


def _branch(name: str, contents: Iterable[WireContent]) -> dict[str, Any]:
    properties = {
        it.name: {
            "type": "array",
            "items": {"$ref": f"#/$defs/{name}Content"},
            **({"minItems": it.minimum} if it.minimum else {}),
        }
        for it in contents
    }
    return _object(properties, list(properties))


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        **({"required": required} if required else {}),
        "properties": dict(properties),
        "additionalProperties": False,
    }
