"""What a card mostly shows, as one function: Python that is written for it, of its blocks.

The blocks say what a card means (blocks.py, lists.py). What is written here does the same for data
as it mostly comes, in one go, with all that no value changes known before; at anything else it
raises, and the blocks draw the card anew. `plan { name @row(label: "Plan") status }` becomes

    def made(v0, frame):
        v1 = []
        v2 = v0.get(c0)
        if v2.__class__ is dict:
            v3 = v2.get(c1)
            if v3.__class__ is str:
                v4 = fitted(v3, c2)
                if v4:
                    v1.append(f"{c3}{dumps(v4).decode()}{c4}")
            elif v3 is not None:
                failed(v3, frame)
            v5 = v2.get(c5)
            v6 = c6.get(v5)
            ...
        return v1

`c0`... are names and words of the card's, which stand beside the text (plans/written.py).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Final

import orjson

from aggregator.domain.card import Failed
from aggregator.domain.plain.limits import LABEL_MAX, TEXT_MAX, fitted
from aggregator.language.paths import ObjectData
from aggregator.plans.written import Unusual, WrittenFunction
from aggregator.render.layout import pieces
from aggregator.render.layout.blocks import (
    AsRow,
    Boxed,
    Flattened,
    Guarded,
    Headed,
    InOrder,
    LeafRow,
    OneValue,
)
from aggregator.render.layout.emit import BadgeShow, FixedColour, TextShow
from aggregator.render.layout.frame import Block, Frame, Show
from aggregator.render.layout.lists import Each, ListStyle
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.values import EnumText, as_it_came
from aggregator.render.layout.words import FixedPieces, PiecesOf

UsualDrawing = Callable[[ObjectData, Frame], list[Piece] | None]
"""A card's data -> what it shows; None when the data are not as usual, and the frame is spoilt."""


def usually(body: Block) -> UsualDrawing | None:
    """Make what draws `body`, when it is first asked to: most cards nobody asks for soon.

    None for a card in Python, which is a function already.
    """
    if isinstance(body, FunctionType):
        return None
    drawing: Callable[[ObjectData, Frame], list[Piece]] | None = None

    def draw(data: ObjectData, frame: Frame) -> list[Piece] | None:
        nonlocal drawing
        try:
            drawing = drawing or _written(body, frame)
            return drawing(data, frame)
        except Exception:  # noqa: BLE001 -- the blocks meet it again, and say what it means
            return None

    return draw


def _written(body: Block, frame: Frame) -> Callable[[ObjectData, Frame], list[Piece]]:
    write = _Writer(frame)
    obj, out = write.new(), write.new()
    write.line(f"{out} = []")
    write.block(body, obj, (out, out))
    write.line(f"return {out}")
    return write.made(f"{obj}, frame", _NAMES)


def _failed(value: object, frame: Frame) -> None:
    """Remember what failed; anything else that is no value of its kind is unusual."""
    if value.__class__ is not Failed:
        raise Unusual
    frame.failed(value)


_NAMES: Final = {
    "Failed": Failed,
    "box": pieces.box,
    "dumps": orjson.dumps,
    "failed": _failed,
    "fitted": fitted,
    "row": pieces.row,
}

_Sink = tuple[str, str]
"""The names of the lists where pieces go: a row's main and aside; outside of rows, twice one."""


class _Writer(WrittenFunction):
    """Writes what one card's blocks draw.

    frame  that of any request: what is made of an enum's word reads none of it
    """

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        # Whether anything that was just written reads the objects that it stands in, or puts
        # pieces there of which nothing is known: they may be separators.
        self._calls = False
        self._frame = frame

    def block(self, block: Block, obj: str, sink: _Sink) -> None:
        match block:
            case InOrder():
                for step in block.steps:
                    self.block(step, obj, sink)
            case OneValue(default=None):
                self._leaf(block, obj, sink[block.column])
            case LeafRow(FixedPieces([label]), OneValue(default=None) as leaf):
                self._leaf(leaf, obj, sink[0], *pieces.around_aside(label))
            case AsRow():
                self._row(block, obj, sink[0])
            case Flattened(default=None):
                self._flattened(block, obj, sink)
            case Each() if sink[0] == sink[1] and not block.listing.keeps:
                self._each(block, obj, sink[0])
            case Headed() | Boxed() if sink[0] == sink[1]:
                self._apart(block, obj, sink[0])
            case Guarded():
                holds = [f"{self.hold(each)}({obj}, frame)" for each in block.conditions]
                self._calls = True
                with self.under(f"if {' and '.join(holds)}:"):
                    self.block(block.inside, obj, sink)
            case _:
                self._calls = True
                self.line(f"{self.hold(block)}({obj}, frame, ({sink[0]}, {sink[1]}))")

    # -- a value

    def _leaf(self, leaf: OneValue, obj: str, out: str, before: str = "", behind: str = "") -> None:
        value = self._get(obj, leaf.key)
        show = leaf.show
        match show:
            case TextShow(EnumText(words), None) | BadgeShow(EnumText(words), None):
                self._word(value, words, show, out, before, behind)
                return
            case TextShow(write, None, size, FixedColour(color)):
                around, limit = pieces.text_around(size, color), TEXT_MAX
            case BadgeShow(write, None, FixedColour(color)):
                around, limit = pieces.badge_around(color), LABEL_MAX
            case _:
                self._calls = True
                with self._there(value):
                    made = f"{self.hold(show)}({value}, {obj}, frame)"
                    self._append(out, made, before, behind)
                return
        before, behind = before + around[0], around[1] + behind
        if write is as_it_came:
            with self.under(f"if {value}.__class__ is str:"):
                self._text(value, limit, out, before, behind)
            self.line(f"elif {value} is not None: failed({value}, frame)")
        else:
            with self._there(value):
                written = f"{self.hold(write)}({value}, frame)"
                self._text(written, limit, out, before, behind)

    def _word(
        self, value: str, words: Iterable[str], show: Show, out: str, before: str, behind: str
    ) -> None:
        """Look up the piece of an enum's word: each is known, for no word is a moment."""
        shown = {word: show(word, {}, self._frame) for word in words}
        known = {word: before + piece + behind for word, piece in shown.items() if piece}
        piece = self.new()
        self.line(f"{piece} = {self.hold(known)}.get({value})")
        self.line(f"if {piece} is not None: {out}.append({piece})")
        self.line(f"elif {value} is not None: failed({value}, frame)")

    def _text(self, written: str, limit: int, out: str, before: str, behind: str) -> None:
        text = self.new()
        self.line(f"{text} = fitted({written}, {self.hold(limit)})")
        left, right = self.hold(before), self.hold(behind)
        made = f'f"{{{left}}}{{dumps({text}).decode()}}{{{right}}}"'
        self.line(f"if {text}: {out}.append({made})")

    # -- what holds values

    def _flattened(self, block: Flattened, obj: str, sink: _Sink) -> None:
        value = self._get(obj, block.key)
        with self.under(f"if {value}.__class__ is dict:"), self._within(obj):
            self.block(block.inside, value, sink)
        self.line(f"elif {value} is not None: failed({value}, frame)")

    def _row(self, block: AsRow, obj: str, out: str) -> None:
        main, aside = self.new(), self.new()
        self.line(f"{main} = []; {aside} = []")
        called, self._calls = self._calls, False
        self.block(block.inside, obj, (main, aside))
        if self._calls:
            self._append(out, f"row({main}, {aside})")
        else:  # nothing but values, which nobody needs to tidy
            start, between, end = map(self.hold, pieces.ROW)
            left, right = f'",".join({main})', f'",".join({aside})'
            made = f"f'{{{start}}}{{{left}}}{{{between}}}{{{right}}}{{{end}}}'"
            self.line(f"if {main}: {out}.append({made})")
        self._calls |= called

    def _each(self, block: Each, obj: str, out: str) -> None:
        """Draw a list's items; those beyond its maximum only to see whether they count."""
        items, seen, missed = self._get(obj, block.key), self.new(), self.new()
        with self.under(f"if {items}.__class__ is list:"):
            self.line(f"{seen} = 0; {missed} = frame.missed")
            self._items(block, items, seen, obj, out)
            self.line(f"if frame.missed != {missed}: raise Unusual")
            self._told(block.listing, seen, obj, out)
            self.line(f"frame.count = {seen}")
        if block.listing.null is None:
            self.line(f"elif {items} is None: frame.count = None")
        self.line(f"else: frame.count = failed({items}, frame)")

    def _items(self, block: Each, items: str, seen: str, obj: str, out: str) -> None:
        item, before, maximum = self.new(), self.new(), block.listing.maximum
        with self._within(obj), self.under(f"for {item} in {items}:"):
            self.line(f"if {item}.__class__ is not dict: raise Unusual")
            into = out
            if maximum is not None:
                into = self.new()
                self.line(f"{into} = {out} if {seen} < {maximum} else []")
            self.line(f"{before} = len({into})")
            self.block(block.inside, item, (into, into))
            self.line(f"if len({into}) != {before}: {seen} += 1")

    def _told(self, listing: ListStyle, seen: str, obj: str, out: str) -> None:
        """Say what there is to say of the whole."""
        if listing.maximum is not None and listing.more is not None:
            with self.under(f"if {seen} > {listing.maximum}:"):
                self.line(f"frame.count = {seen} - {listing.maximum}")
                self._extend(out, listing.more, obj)
        if listing.empty is not None:
            with self.under(f"if not {seen} and frame.known:"):
                self._extend(out, listing.empty, obj)

    def _apart(self, block: Headed | Boxed, obj: str, out: str) -> None:
        """Draw what is inside by itself, and then what goes around it."""
        part = self.new()
        self.line(f"{part} = []")
        self.block(block.inside, obj, (part, part))
        if isinstance(block, Boxed):
            self._append(out, f"box({part})")
            return
        self._calls = True
        with self.under(f"if {part}:"):
            self._extend(out, block.heading, obj)
            self.line(f"{out}.extend({part})")

    # -- lines

    def _get(self, obj: str, key: str) -> str:
        value = self.new()
        self.line(f"{value} = {obj}.get({self.hold(key)})")
        return value

    def _append(self, out: str, made: str, before: str = "", behind: str = "") -> None:
        piece = self.new()
        self.line(f"{piece} = {made}")
        whole = f"{self.hold(before)} + {piece} + {self.hold(behind)}" if before else piece
        self.line(f"if {piece}: {out}.append({whole})")

    def _extend(self, out: str, lines: PiecesOf, obj: str) -> None:
        if isinstance(lines, FixedPieces):
            self.line(f"{out}.extend({self.hold(lines.pieces)})")
        else:
            self._calls = True
            self.line(f"{out}.extend({self.hold(lines)}({obj}, frame))")

    @contextmanager
    def _there(self, value: str) -> Iterator[None]:
        """Write what is done with a value that is there."""
        self.line(f"if {value}.__class__ is Failed: frame.failed({value})")
        with self.under(f'elif {value} is not None and {value} != "":'):
            yield

    @contextmanager
    def _within(self, obj: str) -> Iterator[None]:
        """Write what stands in `obj`, and may read it."""
        called, self._calls = self._calls, False
        with self.between(f"frame.around.append({obj})", "frame.around.pop()") as both:
            yield
            if self._calls:
                both()
        self._calls |= called
