"""What selections show, as closures: leaves, objects, rows, lists, sections, conditions.

Each function takes what is inside, already compiled, and gives a `Block`. They know nothing of
GraphQL; `compiler.py` decides which of them a selection needs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aggregator.cards.layout.frame import (
    Block,
    Component,
    Frame,
    Show,
    Sink,
    grown,
    size,
)
from aggregator.cards.layout.tidy import tidy
from aggregator.cards.layout.words import Lines
from aggregator.cards.paths import Scope
from aggregator.domain.card import Failed
from aggregator.domain.text import blank

Condition = Callable[[Scope, Frame], bool]


def sequence(blocks: Sequence[Block]) -> Block:
    """One after the other."""
    if len(blocks) == 1:
        return blocks[0]
    steps = tuple(blocks)

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        for step in steps:
            step(scope, frame, sink)

    return block


def leaf(key: str, show: Show, column: int, default: Lines | None) -> Block:
    """One value. Null, empty text and the empty list leave the piece out, or show `default`.

    Not for a customer whom nobody knows: "-" would claim that somebody looked.
    """

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        value = scope.get(key)
        if value is None or value in ("", []):
            if default is not None and frame.known:
                sink[column].extend(default(scope, frame))
        elif value.__class__ is Failed:
            frame.failed(value)
        elif components := show(value, scope, frame):
            sink[column].extend(components)
        elif default is not None and frame.known and _blank(value):
            sink[column].extend(default(scope, frame))

    return block


def leaf_row(label: Lines, inside: Block) -> Block:
    """Muted label left, the leaf's components right; nothing when either is missing."""

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        aside: list[Component] = []
        inside(scope, frame, (aside, aside))
        if not aside:
            return
        main = label(scope, frame)
        if main:
            sink[0].append({"componentRow": {"rowMainContent": main, "rowAsideContent": aside}})

    return block


def as_row(inside: Block) -> Block:
    """Two columns, filled by the fields inside; nothing when main stays empty."""

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        columns: Sink = ([], [])
        inside(scope, frame, columns)
        main, aside = map(tidy, columns)
        if main:
            row = {"rowMainContent": main, "rowAsideContent": aside}
            sink[0].append({"componentRow": row})

    return block


def flatten(key: str, inside: Block, column: int, default: Lines | None) -> Block:
    """Put an object's fields in its place."""

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        value = scope.get(key)
        if isinstance(value, Mapping):
            inside(value, frame, sink)
        elif value.__class__ is Failed:
            frame.failed(value)
        elif value is None and default is not None and frame.known:
            sink[column].extend(default(scope, frame))

    return block


def each(
    key: str, inside: Block, column: int, most: int | None, more: "More", instead: "Instead"
) -> Block:
    """A list's items in order, at most `most`; then `more`, which says how many were left out.

    An item that failed is no empty list: only a list that truly holds nothing shows its text.
    """

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        value = scope.get(key)
        if value.__class__ is Failed:
            frame.failed(value)
            return
        if not isinstance(value, list):
            _instead(instead.null if value is None else None, scope, frame, sink[column])
            return
        before = size(sink)
        shown = left = failed = 0
        for item in value:
            if item.__class__ is Failed:
                failed += 1
                frame.failed(item)
            elif not isinstance(item, Mapping):
                continue
            elif most is not None and shown >= most:
                left += 1
            else:
                shown += 1
                inside(item, frame, sink)
        if left and grown(sink, before):
            sink[column].extend(more(left))
        elif not (shown or left or failed):
            _instead(instead.empty, scope, frame, sink[column])

    return block


More = Callable[[int], list[Component]]
"""How many were left out -> what is said about it."""


class Instead:
    """What stands for a list without items: `empty:` text, or the `@default` of a null list."""

    __slots__ = ("empty", "null")

    def __init__(self, empty: Lines | None, null: Lines | None) -> None:
        self.empty = empty
        self.null = null


def below(heading: Lines, inside: Block, column: int) -> Block:
    """Put a heading above what is inside, when there is something inside.

    A heading whose template holds a null is left out; what is inside stays.
    """

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        before = size(sink)
        inside(scope, frame, sink)
        if grown(sink, before):
            at = min(before[column], len(sink[column]))
            sink[column][at:at] = heading(scope, frame)

    return block


def boxed(inside: Block) -> Block:
    """A border around what is inside."""

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        content: list[Component] = []
        inside(scope, frame, (content, content))
        if held := tidy(content):
            sink[0].append({"componentContainer": {"containerContent": held}})

    return block


def guarded(conditions: Sequence[Condition], inside: Block) -> Block:
    """What is inside, when every condition holds."""
    checks = tuple(conditions)

    def block(scope: Scope, frame: Frame, sink: Sink) -> None:
        for holds in checks:
            if not holds(scope, frame):
                return
        inside(scope, frame, sink)

    return block


def _instead(lines: Lines | None, scope: Scope, frame: Frame, out: list[Component]) -> None:
    if lines is not None and frame.known:
        out.extend(lines(scope, frame))


def _blank(value: Any) -> bool:
    """Whether there is nothing to read in a value: blank text, a list of nothing else."""
    if isinstance(value, str):
        return blank(value)
    return isinstance(value, list) and all(item is None or _blank(item) for item in value)
