"""Decides, selection by selection, what it shows and how the parts are put together.

From the inside out: the value, object or list itself; its row, heading and box; the fixed words
and separators before it; the conditions that govern all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from graphql import DirectiveNode

from aggregator.domain.plain.components import Component, Divider, Spacer, Spacing
from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.outline import Braces, Outline, Piece
from aggregator.language.paths import Scope
from aggregator.render.card import Defaults
from aggregator.render.layout import blocks, lists
from aggregator.render.layout.conditions import of_type, when
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Block, Frame
from aggregator.render.layout.leaves import leaf_block
from aggregator.render.layout.listing import default_of, listing_of
from aggregator.render.layout.marks import flag, keyword, text
from aggregator.render.layout.show import label_of
from aggregator.render.layout.words import Lines, author_text, words_of


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
            raise Unchecked(piece.node, "column-outside-row")
        if piece.is_field and piece.definition is None:
            raise Unchecked(piece.node, "unknown-field")
        if piece.has("where") and not piece.is_list:
            raise Unchecked(piece.node, "where-on-single")
        braces = self.outline.braces(piece)
        if piece.is_leaf:
            body = self._leaf(piece, braces, place)
        elif piece.is_list:
            body = self._list(piece, braces, place)
        else:
            body = self._object(piece, braces, place)
        if body is None:
            return None
        body = self._section(piece, braces, place, body)
        return self._governed(piece, braces, place, body)

    def _column(self, piece: Piece, place: Place) -> int:
        if piece.has("main"):
            return 0
        return 1 if piece.has("aside") else place.column

    # -- the value, object or list itself

    def _leaf(self, piece: Piece, braces: Braces, place: Place) -> Block | None:
        if not piece.is_shown:
            return None
        each, row = piece.directive("each"), piece.directive("row")
        column = 0 if row else place.column
        inside = leaf_block(piece, braces, self.defaults, listing_of(piece, braces), column)
        if row is not None:
            self._no_row_in_row(row, place)
            label = words_of(row, "label", braces, "markdown")
            words = author_text(label or (lambda _, __: label_of(piece)))
            inside = blocks.leaf_row(words, inside)
        return self._headed(each, braces, inside, place.column) if each else inside

    def _object(self, piece: Piece, braces: Braces, place: Place) -> Block | None:
        inside = self._inside(piece, place)
        default = default_of(piece, braces)
        if not piece.is_field:
            return inside
        if inside is None and default is None:
            return None
        return blocks.flatten(piece.name, inside or _nothing, place.column, default)

    def _list(self, piece: Piece, braces: Braces, place: Place) -> Block | None:
        inside = self._inside(piece, place)
        if inside is None:
            return None
        block = lists.each(piece.name, inside, place.column, listing_of(piece, braces))
        mark = piece.directive("each")
        return self._headed(mark, braces, block, place.column) if mark else block

    def _inside(self, piece: Piece, place: Place) -> Block | None:
        """What is inside the braces of an object, a list's item or a group, as a row if asked."""
        for mark in piece.directives:
            if mark.name.value in FORMATS | COMPONENTS:
                raise Unchecked(mark, "value-layout-on-object")
        row = piece.directive("row")
        section = piece.directive("section")
        held = replace(place, in_box=place.in_box or _is_box(section))
        if row is None:
            return self.selections(piece.children, held)
        self._no_row_in_row(row, place)
        if text(row, "label") is not None:
            raise Unchecked(row, "row-label-on-object")
        inside = self.selections(piece.children, replace(held, in_row=True, column=0))
        return blocks.as_row(inside) if inside else None

    def _no_row_in_row(self, row: DirectiveNode, place: Place) -> None:
        if place.in_row:
            raise Unchecked(row, "row-in-row")

    # -- what is put around it

    def _section(self, piece: Piece, braces: Braces, place: Place, body: Block) -> Block:
        mark = piece.directive("section")
        if mark is None:
            return body
        if place.in_row:
            raise Unchecked(mark, "section-in-row")
        title = words_of(mark, "title", braces, "markdown")
        if title is not None:
            body = blocks.below(author_text(title), body, place.column)
        if not flag(mark, "box"):
            return body
        if place.in_box:
            raise Unchecked(mark, "box-in-box")
        return blocks.boxed(body)

    def _governed(self, piece: Piece, braces: Braces, place: Place, body: Block) -> Block:
        """Put fixed words and separators before the body, and conditions over all of it."""
        before = [
            lines for mark in piece.directives if (lines := self._fixed(mark, braces)) is not None
        ]
        if before:
            body = blocks.below(_all(before), body, place.column)
        conditions = [
            when(mark, piece, braces) for mark in piece.directives if mark.name.value == "when"
        ]
        on_type = None if piece.is_field else of_type(piece, self.outline.schema)
        if on_type is not None:
            conditions.insert(0, on_type)
        return blocks.guarded(conditions, body) if conditions else body

    def _fixed(self, mark: DirectiveNode, braces: Braces) -> Lines | None:
        name = mark.name.value
        if name == "note":
            words = words_of(mark, "text", braces, "markdown")
            color, size = keyword(mark, "color") or "MUTED", keyword(mark, "size") or "M"
            return author_text(words, color, size) if words else None
        if name == "divider":
            return _constant(Divider(_spacing(mark)))
        if name == "spacer":
            return _constant(Spacer(_spacing(mark) or "M"))
        return None

    def _headed(self, mark: DirectiveNode, braces: Braces, body: Block, column: int) -> Block:
        heading = words_of(mark, "heading", braces, "markdown")
        return blocks.below(author_text(heading), body, column) if heading else body


def _is_box(section: DirectiveNode | None) -> bool:
    return section is not None and flag(section, "box")


def _nothing(scope: Scope, frame: Frame, sink: object) -> None:
    """Show nothing of an object that is only there for its default."""


def _spacing(mark: DirectiveNode) -> Spacing | None:
    return cast("Spacing | None", keyword(mark, "size"))  # looked at when the component is built


def _constant(component: Component) -> Lines:
    return lambda _, __: [component]


def _all(lines: Sequence[Lines]) -> Lines:
    if len(lines) == 1:
        return lines[0]

    def found(scope: Scope, frame: Frame) -> list[Component]:
        return [component for line in lines for component in line(scope, frame)]

    return found
