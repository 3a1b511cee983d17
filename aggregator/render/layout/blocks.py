"""What selections show: leaves, objects, rows, sections, conditions.

Each is made of what is inside, already compiled, and is a `Block`. They know nothing of GraphQL;
`compiler.py` decides which of them a selection needs. `usual.py` reads what they are made of.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.card import Failed
from aggregator.domain.text import blank
from aggregator.language.paths import ObjectData
from aggregator.render.layout import pieces
from aggregator.render.layout.frame import (
    Block,
    Frame,
    Show,
    Sink,
    grown,
    size,
)
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.words import PiecesOf

BlockCondition = Callable[[ObjectData, Frame], bool]


@dataclass(frozen=True, slots=True)
class InOrder:
    """One after the other."""

    steps: Sequence[Block]

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        for step in self.steps:
            step(obj, frame, sink)


@dataclass(frozen=True, slots=True)
class OneValue:
    """One value. Null and empty text leave the piece out, or show `default`.

    Not for a customer whom nobody knows: "-" would claim that somebody looked.
    """

    key: str
    show: Show
    column: int = 0
    default: PiecesOf | None = None

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value, default = obj.get(self.key), self.default
        if value is None or value == "":
            if default is not None and frame.known:
                sink[self.column].extend(default(obj, frame))
        elif value.__class__ is Failed:
            frame.failed(value)
        elif piece := self.show(value, obj, frame):
            sink[self.column].append(piece)
        elif default is not None and frame.known and _blank(value):
            sink[self.column].extend(default(obj, frame))


@dataclass(frozen=True, slots=True)
class LeafRow:
    """Muted label left, the leaf's pieces right; nothing when either is missing."""

    label: PiecesOf
    inside: Block

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        aside: list[Piece] = []
        self.inside(obj, frame, (aside, aside))
        if aside and (left := self.label(obj, frame)):
            sink[0].append(pieces.leaves_in_row(left, aside))


@dataclass(frozen=True, slots=True)
class AsRow:
    """Two columns, filled by the fields inside; nothing when main stays empty."""

    inside: Block

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        columns: Sink = ([], [])
        self.inside(obj, frame, columns)
        if row := pieces.row(*columns):
            sink[0].append(row)


@dataclass(frozen=True, slots=True)
class Flattened:
    """An object's fields, in its place."""

    key: str
    inside: Block
    column: int = 0
    default: PiecesOf | None = None

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value = obj.get(self.key)
        if value.__class__ is dict or isinstance(value, Mapping):
            frame.around.append(obj)
            self.inside(value, frame, sink)
            frame.around.pop()
        elif value.__class__ is Failed:
            frame.failed(value)
        elif value is None and self.default is not None and frame.known:
            sink[self.column].extend(self.default(obj, frame))


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading above what is inside, when there is something inside.

    A heading whose template holds a null is left out; what is inside stays.
    """

    heading: PiecesOf
    inside: Block
    column: int = 0

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        before, column = size(sink), self.column
        self.inside(obj, frame, sink)
        if grown(sink, before):
            at = min(before[column], len(sink[column]))
            sink[column][at:at] = self.heading(obj, frame)


@dataclass(frozen=True, slots=True)
class Boxed:
    """A border around what is inside."""

    inside: Block

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        content: list[Piece] = []
        self.inside(obj, frame, (content, content))
        if box := pieces.box(content):
            sink[0].append(box)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What is inside, when every condition holds."""

    conditions: Sequence[BlockCondition]
    inside: Block

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        for holds in self.conditions:
            if not holds(obj, frame):
                return
        self.inside(obj, frame, sink)


def _blank(value: Any) -> bool:
    """Whether there is nothing to read in a value."""
    return isinstance(value, str) and blank(value)
