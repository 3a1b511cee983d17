"""Decides, selection by selection, what it shows and how the parts are put together.

From the inside out: the value, object or list itself; its row, heading and box; the fixed words
and separators before it; the conditions that govern all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphql import DirectiveNode

from aggregator.cards.card import Defaults
from aggregator.cards.directives import COMPONENTS, FORMATS
from aggregator.cards.layout import blocks
from aggregator.cards.layout.blocks import Instead, More
from aggregator.cards.layout.conditions import of_type, when
from aggregator.cards.layout.emit import plain_text
from aggregator.cards.layout.faults import card_error
from aggregator.cards.layout.frame import Block, Component, Frame
from aggregator.cards.layout.leaves import leaf_show
from aggregator.cards.layout.marks import flag, integer, keyword, text
from aggregator.cards.layout.show import label_of
from aggregator.cards.layout.words import Lines, author_text, words_of
from aggregator.cards.outline import Outline, Piece
from aggregator.cards.paths import Scope
from aggregator.domain.plain.limits import TEXT_MAX, clamp
from aggregator.domain.text import trimmed

MORE = "and {count} more"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a selection stands: in a row (and in which column), in a box."""

    in_row: bool = False
    column: int = 0
    in_box: bool = False


class Compiler:
    """Compiles the selections of one card."""

    def __init__(self, outline: Outline, defaults: Defaults) -> None:
        self.outline = outline
        self.defaults = defaults

    def selections(self, pieces: Sequence[Piece], place: Place) -> Block | None:
        """Compile selections in written order; None when they show nothing."""
        found = [self._piece(piece, place) for piece in pieces]
        shown = [block for block in found if block is not None]
        return blocks.sequence(shown) if shown else None

    def _piece(self, piece: Piece, place: Place) -> Block | None:
        if place.in_row:
            place = replace(place, column=self._column(piece, place))
        elif piece.has("main", "aside"):
            raise card_error(piece.node, "@main and @aside stand inside a @row", "outside-row")
        if piece.is_field and piece.definition is None:
            message = f'there is no field "{piece.name}" here'
            raise card_error(piece.node, message, "unknown-field")
        fields = self.outline.scope(piece)
        if piece.is_leaf:
            body = self._leaf(piece, fields, place)
        elif piece.is_list:
            body = self._list(piece, fields, place)
        else:
            body = self._object(piece, fields, place)
        if body is None:
            return None
        body = self._section(piece, fields, place, body)
        return self._governed(piece, fields, place, body)

    def _column(self, piece: Piece, place: Place) -> int:
        if piece.has("main"):
            return 0
        return 1 if piece.has("aside") else place.column

    # -- the value, object or list itself

    def _leaf(self, piece: Piece, fields: Sequence[Piece], place: Place) -> Block | None:
        if not piece.is_shown:
            return None
        each = piece.directive("each")
        most, more = self._cap(each)
        show = leaf_show(piece, fields, self.defaults, most, more)
        row = piece.directive("row")
        inside = blocks.leaf(
            piece.name,
            show,
            0 if row else place.column,
            self._default(piece, fields) or self._empty(each, fields),
        )
        if row is not None:
            self._no_row_in_row(row, place)
            label = words_of(row, "label", fields, "markdown")
            words = author_text(label) if label else _said(label_of(piece))
            inside = blocks.leaf_row(words, inside)
        return self._headed(each, fields, inside, place.column) if each else inside

    def _object(self, piece: Piece, fields: Sequence[Piece], place: Place) -> Block | None:
        inside = self._inside(piece, place)
        default = self._default(piece, fields)
        if not piece.is_field:
            return inside
        if inside is None and default is None:
            return None
        return blocks.flatten(piece.name, inside or _nothing, place.column, default)

    def _list(self, piece: Piece, fields: Sequence[Piece], place: Place) -> Block | None:
        inside = self._inside(piece, place)
        if inside is None:
            return None
        mark = piece.directive("each")
        most, more = self._cap(mark)
        instead = Instead(self._empty(mark, fields), self._default(piece, fields))
        block = blocks.each(piece.name, inside, place.column, most, _more(more), instead)
        return self._headed(mark, fields, block, place.column) if mark else block

    def _inside(self, piece: Piece, place: Place) -> Block | None:
        """What is inside the braces of an object, a list's item or a group, as a row if asked."""
        for mark in piece.directives:
            if mark.name.value in FORMATS | COMPONENTS:
                message = (
                    f"@{mark.name.value} shows a single value: put it on a field in the braces"
                )
                raise card_error(mark, message, "leaf-only")
        row = piece.directive("row")
        section = piece.directive("section")
        held = replace(place, in_box=place.in_box or _is_box(section))
        if row is None:
            return self.selections(piece.children, held)
        self._no_row_in_row(row, place)
        if text(row, "label") is not None:
            message = "@row(label:) is for a single value: give this a @section(title:)"
            raise card_error(row, message, "row-label")
        inside = self.selections(piece.children, replace(held, in_row=True, column=0))
        return blocks.as_row(inside) if inside else None

    def _no_row_in_row(self, row: DirectiveNode, place: Place) -> None:
        if place.in_row:
            raise card_error(row, "a row cannot hold a row", "row-in-row")

    # -- what is put around it

    def _section(self, piece: Piece, fields: Sequence[Piece], place: Place, body: Block) -> Block:
        mark = piece.directive("section")
        if mark is None:
            return body
        if place.in_row:
            raise card_error(mark, "a row cannot hold a section", "section-in-row")
        title = words_of(mark, "title", fields, "markdown")
        if title is not None:
            body = blocks.below(author_text(title), body, place.column)
        if not flag(mark, "box"):
            return body
        if place.in_box:
            raise card_error(mark, "a box cannot hold a box", "box-in-box")
        return blocks.boxed(body)

    def _governed(self, piece: Piece, fields: Sequence[Piece], place: Place, body: Block) -> Block:
        """Put fixed words and separators before the body, and conditions over all of it."""
        before = [
            lines for mark in piece.directives if (lines := self._fixed(mark, fields)) is not None
        ]
        if before:
            body = blocks.below(_all(before), body, place.column)
        conditions = [
            when(mark, piece, fields) for mark in piece.directives if mark.name.value == "when"
        ]
        on_type = None if piece.is_field else of_type(piece, self.outline.schema)
        if on_type is not None:
            conditions.insert(0, on_type)
        return blocks.guarded(conditions, body) if conditions else body

    def _fixed(self, mark: DirectiveNode, fields: Sequence[Piece]) -> Lines | None:
        name = mark.name.value
        if name == "note":
            words = words_of(mark, "text", fields, "markdown")
            color, size = keyword(mark, "color") or "MUTED", keyword(mark, "size") or "M"
            return author_text(words, color, size) if words else None
        if name == "divider":
            size_ = keyword(mark, "size")
            return _constant({"componentDivider": {"dividerSpacingSize": size_} if size_ else {}})
        if name == "spacer":
            return _constant({"componentSpacer": {"spacerSize": keyword(mark, "size") or "M"}})
        return None

    def _headed(
        self, mark: DirectiveNode, fields: Sequence[Piece], body: Block, column: int
    ) -> Block:
        heading = words_of(mark, "heading", fields, "markdown")
        return blocks.below(author_text(heading), body, column) if heading else body

    def _default(self, piece: Piece, fields: Sequence[Piece]) -> Lines | None:
        mark = piece.directive("default")
        words = words_of(mark, "text", fields) if mark else None
        if words is None:
            return None

        def lines(scope: Scope, frame: Frame) -> list[Component]:
            found = words(scope, frame)
            return [plain_text(found)] if found else []

        return lines

    def _empty(self, mark: DirectiveNode | None, fields: Sequence[Piece]) -> Lines | None:
        words = words_of(mark, "empty", fields, "markdown") if mark else None
        return author_text(words) if words else None

    def _cap(self, mark: DirectiveNode | None) -> tuple[int | None, str | None]:
        if mark is None:
            return None, MORE
        most, more = integer(mark, "max"), text(mark, "more")
        if most is not None and most < 1:
            raise card_error(mark, "@each(max:) is at least 1", "each-max")
        return most, MORE if more is None else more


def _is_box(section: DirectiveNode | None) -> bool:
    return section is not None and flag(section, "box")


def _nothing(scope: Scope, frame: Frame, sink: object) -> None:
    """Show nothing of an object that is only there for its default."""


def _more(words: str | None) -> More:
    def lines(count: int) -> list[Component]:
        said = trimmed((words or "").replace("{count}", str(count)))
        return _muted(said) if said else []

    return lines


def _said(words: str) -> Lines:
    return lambda _, __: _muted(words)


def _muted(words: str) -> list[Component]:
    body = {"text": clamp(words, TEXT_MAX), "textSize": "M", "textColor": "MUTED"}
    return [{"componentText": body}]


def _constant(component: Component) -> Lines:
    return lambda _, __: [component]


def _all(lines: Sequence[Lines]) -> Lines:
    if len(lines) == 1:
        return lines[0]

    def found(scope: Scope, frame: Frame) -> list[Component]:
        return [component for line in lines for component in line(scope, frame)]

    return found
