"""What is shown, as pieces of the answer: the JSON of components, as it is sent.

Hundreds are made for every request, nearly all of them text in rows. So how such a component is
written is found out once, with a stand-in for what a value fills in, and a request fills that in.
Whatever else there is, `build` makes, whose manners these are.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import orjson

from aggregator.domain.plain.components import (
    Badge,
    Component,
    Container,
    Divider,
    PlainText,
    Row,
    Spacer,
    Text,
)
from aggregator.domain.plain.limits import LABEL_MAX, TEXT_MAX, fitted
from aggregator.render.layout.tidy import DividerPiece, SpacerPiece, tidy

Piece: TypeAlias = str
"""The JSON of a component, or of several with commas between; empty when nothing is shown."""

Around: TypeAlias = Sequence[str]
"""The JSON of a component, before, between and behind what is filled in."""

_STAND_IN: Final = PlainText("?")


_SEPARATORS: Final[Mapping[type, type[Piece]]] = {Divider: DividerPiece, Spacer: SpacerPiece}


def piece(component: Component | None) -> Piece:
    """Take a component as a piece."""
    if component is None:
        return ""
    kind = _SEPARATORS.get(type(component))
    return component.json if kind is None else kind(component.json)


def text(words: str, size: str | None = None, color: str | None = None) -> Piece:
    """Words as they are, whoever wrote them."""
    found = fitted(words, TEXT_MAX)
    if not found:
        return ""
    before, behind = text_around(size, color)
    return f"{before}{orjson.dumps(found).decode()}{behind}"


def markdown(words: str, size: str | None = None, color: str | None = None) -> Piece:
    """Bold, italic and links: never a source's raw string."""
    found = fitted(words, TEXT_MAX)
    return _filled(_markdown(size, color), found) if found else ""


def badge(label: str, color: str | None) -> Piece:
    """A word or two in a coloured pill."""
    found = fitted(label, LABEL_MAX)
    return _filled(badge_around(color), found) if found else ""


def row(main: Sequence[Piece], aside: Sequence[Piece]) -> Piece:
    """Two columns of leaves; none when there is nothing at the left."""
    left = tidy(main)
    return leaves_in_row(left, tidy(aside)) if left else ""


def leaves_in_row(main: Sequence[Piece], aside: Sequence[Piece]) -> Piece:
    """Two columns, no separator at an end of one, and something at the left."""
    return f"{ROW[0]}{','.join(main)}{ROW[1]}{','.join(aside)}{ROW[2]}"


def around_aside(label: Piece) -> Around:
    """What stands before and behind the one leaf at the right of a label."""
    return f"{ROW[0]}{label}{ROW[1]}", ROW[2]


def box(content: Sequence[Piece]) -> Piece:
    """A border around what is there."""
    found = tidy(content)
    return f"{_BOX[0]}{','.join(found)}{_BOX[1]}" if found else ""


def _around(component: Component, stand_in: str) -> Around:
    return component.json.split(stand_in)


def _filled(around: Around, text: str) -> Piece:
    before, behind = around
    return f"{before}{orjson.dumps(text).decode()}{behind}"


# Whether these words are Plain's is looked at when the component is made.
@lru_cache
def text_around(size: str | None, color: str | None) -> Around:
    return _around(PlainText("?", size, color), '"?"')  # type: ignore[arg-type]


@lru_cache
def _markdown(size: str | None, color: str | None) -> Around:
    return _around(Text("?", size, color), '"?"')  # type: ignore[arg-type]


@lru_cache
def badge_around(color: str | None) -> Around:
    return _around(Badge("?", color), '"?"')  # type: ignore[arg-type]


ROW: Final = _around(Row((_STAND_IN,), (_STAND_IN,)), _STAND_IN.json)
_BOX: Final = _around(Container((_STAND_IN,)), _STAND_IN.json)
