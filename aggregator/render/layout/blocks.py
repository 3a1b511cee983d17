"""What selections show, as closures: leaves, objects, rows, sections, conditions.

Each function takes what is inside, already compiled, and gives a `Block`. They know nothing of
GraphQL; `compiler.py` decides which of them a selection needs.
"""

from collections.abc import Callable, Mapping, Sequence
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


def sequence(blocks: Sequence[Block]) -> Block:
    """One after the other."""
    if len(blocks) == 1:
        return blocks[0]
    steps = tuple(blocks)

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        for step in steps:
            step(obj, frame, sink)

    return block


def leaf(key: str, show: Show, column: int, default: PiecesOf | None) -> Block:
    """One value. Null and empty text leave the piece out, or show `default`.

    Not for a customer whom nobody knows: "-" would claim that somebody looked.
    """

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value = obj.get(key)
        if value is None or value == "":
            if default is not None and frame.known:
                sink[column].extend(default(obj, frame))
        elif value.__class__ is Failed:
            frame.failed(value)
        elif piece := show(value, obj, frame):
            sink[column].append(piece)
        elif default is not None and frame.known and _blank(value):
            sink[column].extend(default(obj, frame))

    return block


def leaf_row(label: PiecesOf, inside: Block) -> Block:
    """Muted label left, the leaf's pieces right; nothing when either is missing."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        aside: list[Piece] = []
        inside(obj, frame, (aside, aside))
        if aside and (left := label(obj, frame)):
            sink[0].append(pieces.leaves_in_row(left, aside))

    return block


def as_row(inside: Block) -> Block:
    """Two columns, filled by the fields inside; nothing when main stays empty."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        columns: Sink = ([], [])
        inside(obj, frame, columns)
        if row := pieces.row(*columns):
            sink[0].append(row)

    return block


def flatten(key: str, inside: Block, column: int, default: PiecesOf | None) -> Block:
    """Put an object's fields in its place."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value = obj.get(key)
        if value.__class__ is dict or isinstance(value, Mapping):
            frame.around.append(obj)
            inside(value, frame, sink)
            frame.around.pop()
        elif value.__class__ is Failed:
            frame.failed(value)
        elif value is None and default is not None and frame.known:
            sink[column].extend(default(obj, frame))

    return block


def below(heading: PiecesOf, inside: Block, column: int) -> Block:
    """Put a heading above what is inside, when there is something inside.

    A heading whose template holds a null is left out; what is inside stays.
    """

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        before = size(sink)
        inside(obj, frame, sink)
        if grown(sink, before):
            at = min(before[column], len(sink[column]))
            sink[column][at:at] = heading(obj, frame)

    return block


def boxed(inside: Block) -> Block:
    """A border around what is inside."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        content: list[Piece] = []
        inside(obj, frame, (content, content))
        if box := pieces.box(content):
            sink[0].append(box)

    return block


def guarded(conditions: Sequence[BlockCondition], inside: Block) -> Block:
    """What is inside, when every condition holds."""
    checks = tuple(conditions)

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        for holds in checks:
            if not holds(obj, frame):
                return
        inside(obj, frame, sink)

    return block


def _blank(value: Any) -> bool:
    """Whether there is nothing to read in a value."""
    return isinstance(value, str) and blank(value)
