"""How large a card is, and the part of one that fits."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

CARD_LARGE: Final = 64 * 1024
"""Bytes of one card: where Plain's CardTooBig begins is not published."""

_Components = Sequence[Mapping[str, Any]]


def size_of(card: Mapping[str, Any] | _Components) -> int:
    """Give the bytes of a card or its components, as short as JSON can be.

    0 when it nests too deeply to be one.
    """
    try:
        return len(orjson.dumps(card))
    except orjson.JSONEncodeError:
        return 0


def fitting(components: _Components, maximum: int) -> list[Mapping[str, Any]]:
    """Give the first components that fit into `maximum` bytes; of a container its first ones."""
    found: list[Mapping[str, Any]] = []
    room = maximum - len("[]")
    for component in components:
        size = size_of(component) + len(",")
        if size > room:
            found.extend(_part(component, room))
            break
        found.append(component)
        room -= size
    return found


def _part(component: Mapping[str, Any], room: int) -> _Components:
    content = component.get("componentContainer", {}).get("containerContent")
    if not content:
        return ()
    frame = size_of({"componentContainer": {"containerContent": []}})
    held = fitting(content, room - frame - len(",") + len("[]"))
    return ({"componentContainer": {"containerContent": held}},) if held else ()
