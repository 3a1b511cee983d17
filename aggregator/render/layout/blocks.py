"""What selections show, as closures: leaves, objects, rows, sections, conditions.

Each function takes what is inside, already compiled, and gives a `Block`. They know nothing of
GraphQL; `compiler.py` decides which of them a selection needs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aggregator.domain.card import Failed
from aggregator.domain.plain.components import Component
from aggregator.domain.text import blank
from aggregator.language.paths import ObjectData
from aggregator.render.layout import build
from aggregator.render.layout.frame import (
    Block,
    Frame,
    Show,
    Sink,
    grown,
    size,
)
from aggregator.render.layout.words import ComponentsOf

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


def leaf(key: str, show: Show, column: int, default: ComponentsOf | None) -> Block:
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
        elif components := show(value, obj, frame):
            sink[column].extend(components)
        elif default is not None and frame.known and _blank(value):
            sink[column].extend(default(obj, frame))

    return block


def leaf_row(label: ComponentsOf, inside: Block) -> Block:
    """Muted label left, the leaf's components right; nothing when either is missing."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        aside: list[Component] = []
        inside(obj, frame, (aside, aside))
        if aside and (row := build.row(label(obj, frame), aside)):
            sink[0].append(row)

    return block


def as_row(inside: Block) -> Block:
    """Two columns, filled by the fields inside; nothing when main stays empty."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        columns: Sink = ([], [])
        inside(obj, frame, columns)
        if row := build.row(*columns):
            sink[0].append(row)

    return block


def flatten(key: str, inside: Block, column: int, default: ComponentsOf | None) -> Block:
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


def below(heading: ComponentsOf, inside: Block, column: int) -> Block:
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
        content: list[Component] = []
        inside(obj, frame, (content, content))
        if box := build.box(content):
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
