"""How a value is shown, as closures: its words, its colour, its button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aggregator.domain.day import Day
from aggregator.language.paths import ObjectData
from aggregator.mapping.formatters import parse_moment
from aggregator.render.layout import build, pieces
from aggregator.render.layout.frame import Frame, Show, Words
from aggregator.render.layout.pieces import Piece, piece
from aggregator.render.layout.values import TextOf

Colour = Callable[[Any, Frame], str | None]
"""The colour for a value; None leaves it to Plain."""


@dataclass(frozen=True, slots=True)
class FixedColour:
    """The same for each value."""

    color: str | None

    def __call__(self, _: Any, __: Frame) -> str | None:
        return self.color


@dataclass(frozen=True, slots=True)
class TextShow:
    write: TextOf
    words: Words | None = None
    size: str | None = None
    color: Colour = FixedColour(None)

    def __call__(self, value: Any, obj: ObjectData, frame: Frame) -> Piece:
        content = self.words(obj, frame) if self.words else self.write(value, frame)
        return pieces.text(content, self.size, self.color(value, frame)) if content else ""


def markdown_show(write: TextOf, words: Words | None, size: str | None, color: Colour) -> Show:
    def show(value: Any, obj: ObjectData, frame: Frame) -> Piece:
        content = (words(obj, frame) if words else write(value, frame)) or ""
        return pieces.markdown(content, size, color(value, frame))

    return show


@dataclass(frozen=True, slots=True)
class BadgeShow:
    write: TextOf
    words: Words | None
    color: Colour

    def __call__(self, value: Any, obj: ObjectData, frame: Frame) -> Piece:
        content = self.words(obj, frame) if self.words else self.write(value, frame)
        return pieces.badge(content, self.color(value, frame)) if content else ""


def link_show(label: Words, url: Words | None, address: Callable[[Any], str]) -> Show:
    def show(value: Any, obj: ObjectData, frame: Frame) -> Piece:
        written = (url(obj, frame) if url else address(value)) or ""
        return piece(build.link(label(obj, frame) or "", written))

    return show


def with_copy(write: TextOf, tooltip: str) -> Show:
    def show(value: Any, _: ObjectData, frame: Frame) -> Piece:
        content = write(value, frame)
        both = pieces.text(content), piece(build.copy(content, tooltip))
        return ",".join(filter(None, both))

    return show


def moment_show(write: TextOf) -> Show:
    as_text = TextShow(write)

    def show(value: Any, obj: ObjectData, frame: Frame) -> Piece:
        try:
            at = parse_moment(value)
        except (ValueError, TypeError):
            return as_text(value, obj, frame)
        # Of a day alone the viewer's time zone would make another day.
        found = None if isinstance(at, Day) else build.moment(at.isoformat())
        return piece(found) if found else as_text(value, obj, frame)

    return show
