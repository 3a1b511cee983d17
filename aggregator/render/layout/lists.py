"""What lists show, as closures: which items are kept, how many, and what is said of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.card import Failed
from aggregator.language.paths import ObjectData
from aggregator.render.layout.frame import Block, Frame, Show, Sink
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.words import PiecesOf

Keeps = Callable[[Any, Frame], bool]
"""Whether a value, or an item of a list, matches."""

Draw = Callable[[Any, Frame, Sink], None]
"""Puts what an item shows into the sink."""


@dataclass(frozen=True, slots=True)
class ListStyle:
    """How a list is shown.

    keeps  an item must match all of them; what follows speaks of such items alone
    most   how many are shown, at least 1; None for all
    more   said of those beyond, whose number is the frame's `count`
    beyond said instead where that says nothing, as nobody knows their number
    empty  said when there is none
    null   said when there is no list
    """

    keeps: Sequence[Keeps] = ()
    maximum: int | None = None
    more: PiecesOf | None = None
    beyond: PiecesOf | None = None
    empty: PiecesOf | None = None
    null: PiecesOf | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """A list of objects, one after the other."""

    key: str
    inside: Block
    column: int
    listing: ListStyle

    def __call__(self, obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value, out = obj.get(self.key), sink[self.column]
        if not isinstance(value, list):
            _no_list(value, self.listing, obj, frame, out)
            return
        items = [item for item in value if item.__class__ is dict or _is_item(item)]
        frame.around.append(obj)
        tally = _Tally(self.listing, frame, sink, self.inside)
        tally.add(items)
        frame.around.pop()
        tally.tell(obj, out)


def values(key: str, show: Show, column: int, listing: ListStyle, *, apart: bool) -> Block:
    """A list of single values: a piece for each (`apart`), or one for all."""

    def block(obj: ObjectData, frame: Frame, sink: Sink) -> None:
        value = obj.get(key)
        if value is None or value.__class__ is Failed:
            _no_list(value, listing, obj, frame, sink[column])
            return

        def draw(item: Any, frame: Frame, sink: Sink) -> None:
            if found := show(item if apart else [item], obj, frame):
                sink[column].append(found)

        tally = _Tally(listing, frame, sink if apart else ([], []), draw)
        items = value if isinstance(value, list) else [value]
        tally.add(item for item in items if item is not None)
        if not apart and tally.shown:
            found = show(tally.shown, obj, frame)
            if not found:
                return  # nothing is said of what cannot be written together
            sink[column].append(found)
        tally.tell(obj, sink[column])

    return block


class _Tally:
    """Draws a list's items and counts them. An item of which nothing is shown counts for nothing.

    shown  the items that are drawn
    left   how many more there are
    sure   that these are all, since none failed
    """

    def __init__(self, listing: ListStyle, frame: Frame, sink: Sink, draw: Draw) -> None:
        self._listing, self._frame, self._sink, self._draw = listing, frame, sink, draw
        self.shown: list[Any] = []
        self.left = 0
        self.sure = True

    def add(self, items: Iterable[Any]) -> None:
        frame, maximum, needed = self._frame, self._listing.maximum, self._listing.keeps
        main, aside = self._sink
        for item in items:
            missed = frame.missed
            if item.__class__ is Failed:
                frame.failed(item)
            elif needed and not all(keeps(item, frame) for keeps in needed):
                pass
            elif maximum is not None and len(self.shown) >= maximum:
                if self._leave(item):
                    continue
            else:
                before = len(main), len(aside)
                self._draw(item, frame, self._sink)
                if before != (len(main), len(aside)):
                    self.shown.append(item)
                    continue
            self.sure = self.sure and frame.missed == missed

    def tell(self, obj: ObjectData, out: list[Piece]) -> None:
        """Say what there is to say of the whole, and leave its count in the frame."""
        listing, frame = self._listing, self._frame
        if self.left and listing.more is not None:
            frame.count = self.left if self.sure else None
            said = listing.more(obj, frame)
            if not said and not self.sure and listing.beyond is not None:
                frame.count = self.left
                said = listing.beyond(obj, frame)
            out.extend(said)
        elif not self.shown and self.sure:
            _say(listing.empty, obj, frame, out)
        frame.count = len(self.shown) + self.left if self.sure else None

    def _leave(self, item: Any) -> bool:
        """Draw an item aside, to see whether it counts; only if not, it matters what failed."""
        aside = self._frame.aside()
        unseen: Sink = ([], [])
        self._draw(item, aside, unseen)
        if not any(unseen):
            self._frame.adopt(aside)
            return False
        self.left += 1
        return True


def _is_item(item: Any) -> bool:
    return item.__class__ is Failed or isinstance(item, Mapping)


def _no_list(
    value: Any, listing: ListStyle, obj: ObjectData, frame: Frame, out: list[Piece]
) -> None:
    frame.count = None
    if value.__class__ is Failed:
        frame.failed(value)
    elif value is None:
        _say(listing.null, obj, frame, out)


def _say(lines: PiecesOf | None, obj: ObjectData, frame: Frame, out: list[Piece]) -> None:
    """Not for a customer whom nobody knows: it would claim that somebody looked."""
    if lines is not None and frame.known:
        out.extend(lines(obj, frame))
